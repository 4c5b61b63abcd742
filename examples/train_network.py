"""A small neural network on the same columns, to see whether it beats the forest."""
import argparse
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

from features import TARGET, build_features, load_customers


class ChurnNet(nn.Module):
    """Two hidden layers; gives one logit per customer."""

    def __init__(self, inputs: int, hidden: int = 32):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(inputs, hidden),
            nn.BatchNorm1d(hidden),
            nn.ReLU(),
            nn.Dropout(0.3),
            nn.Linear(hidden, hidden),
            nn.ReLU(),
            nn.Linear(hidden, 1),
        )

    def forward(self, x):
        return self.layers(x).squeeze(1)


def load_dataset(path: Path) -> TensorDataset:
    df = build_features(load_customers(path))
    X = df.drop(columns=[TARGET, "customer_id"])
    return TensorDataset(
        torch.tensor(X.to_numpy(), dtype=torch.float32),
        torch.tensor(df[TARGET].to_numpy(), dtype=torch.float32),
    )


def train_epoch(model, loader, criterion, optimizer) -> float:
    """One pass over the training customers; returns the mean loss of its batches."""
    total = 0.0
    for inputs, targets in loader:
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader)


def evaluate(model, loader) -> float:
    """Share of the customers whose class is predicted right."""
    right = 0
    with torch.no_grad():
        for inputs, targets in loader:
            predicted = (model(inputs) > 0).float()
            right += (predicted == targets).sum().item()
    return right / len(loader.dataset)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data/churn.csv"))
    parser.add_argument("--epochs", type=int, default=10)
    args = parser.parse_args()

    dataset = load_dataset(args.data)
    test_size = len(dataset) // 5
    train_set, test_set = random_split(dataset, [len(dataset) - test_size, test_size])
    train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
    test_loader = DataLoader(test_set, batch_size=256)

    model = ChurnNet(inputs=dataset.tensors[0].shape[1])
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    for epoch in range(args.epochs):
        loss = train_epoch(model, train_loader, criterion, optimizer)
        accuracy = evaluate(model, test_loader)
        print(f"epoch {epoch + 1:2d}  loss {loss:.4f}  accuracy {accuracy:.3f}")

    Path("models").mkdir(exist_ok=True)
    torch.save(model.state_dict(), "models/churn_net.pt")


if __name__ == "__main__":
    main()
