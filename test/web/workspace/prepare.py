"""What the nightly training learns from."""
import pandas as pd
from sklearn.preprocessing import StandardScaler


def scaled(customers: pd.DataFrame):
    """The customers' figures, on one scale."""
    return StandardScaler().fit_transform(customers)
