/** Names of the commands, as package.json contributes them. */
export const commandIds = {
  auditWorkspace: 'mlopsAntipatterns.auditWorkspace',
  auditSelection: 'mlopsAntipatterns.auditSelection',
  openReport: 'mlopsAntipatterns.openReport',
  exportReport: 'mlopsAntipatterns.exportReport',
  showPipeline: 'mlopsAntipatterns.showPipeline',
  explainRule: 'mlopsAntipatterns.explainRule',
  fixAllSafe: 'mlopsAntipatterns.fixAllSafe',
  insertMitigation: 'mlopsAntipatterns.insertMitigation',
  showEffectiveConfiguration: 'mlopsAntipatterns.showEffectiveConfiguration',
  restartServer: 'mlopsAntipatterns.restartServer',
  showOutput: 'mlopsAntipatterns.showOutput',
  /** Of the results tree. */
  openFinding: 'mlopsAntipatterns.auditView.open',
  fixFinding: 'mlopsAntipatterns.auditView.fix',
  explainFinding: 'mlopsAntipatterns.auditView.explain',
  groupByArea: 'mlopsAntipatterns.auditView.groupByArea',
  groupByFile: 'mlopsAntipatterns.auditView.groupByFile',
  clearResults: 'mlopsAntipatterns.auditView.clear',
} as const;
