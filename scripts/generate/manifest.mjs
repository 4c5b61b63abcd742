// The rules among the extension's settings in package.json.

const SETTING = 'mlopsAntipatterns.severity';

/**
 * @param {string} text of package.json
 * @param {object[]} rules
 * @returns {string} the text with one property per rule in the setting of severities; unchanged if there is no such setting
 */
export function withSettings(text, rules) {
  const manifest = JSON.parse(text);
  const sections = [manifest.contributes?.configuration ?? []].flat();
  const setting = sections.map((section) => section.properties?.[SETTING]).find(Boolean);
  if (!setting) return text;
  setting.properties = Object.fromEntries(
    rules.map((rule) => [
      rule.name,
      {
        type: 'string',
        enum: ['error', 'warning', 'information', 'hint', 'off'],
        default: rule.default === 'on' ? rule.severity : 'off',
        description: rule.docs.summary,
      },
    ]),
  );
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
