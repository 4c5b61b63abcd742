/** Writes YAML for files that fixes make. */

/** A YAML scalar that means this text. */
export function yamlText(text: string): string {
  const isPlain =
    /^[A-Za-z_/][\w./ =,@"'[\]()&|<>*-]*$/.test(text) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(text);
  return isPlain && text.trim() === text ? text : JSON.stringify(text);
}
