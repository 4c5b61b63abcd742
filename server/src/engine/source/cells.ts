/** Cells of a script, as VS Code, Spyder, Jupytext and Databricks mark them: `# %%`, `# In[1]:`, `# COMMAND ----------`. */

const MARKER = /^# ?%%|^# In\[[ \d]*\]|^# COMMAND -{5,}/;
const ANY_MARKER = new RegExp(MARKER.source, 'm');

/** True if a comment (from its `#` on), standing at the start of a line, starts a new cell. */
export function isCellMarker(comment: string): boolean {
  return MARKER.test(comment);
}

/** True if a script's text seems to have cells. */
export function hasCellMarkers(text: string): boolean {
  return ANY_MARKER.test(text);
}
