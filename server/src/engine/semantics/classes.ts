/** Looking along the bases of the user's classes. */
import type { ClassValue, Value } from './values';

/** The library class that a user's class derives from, through other user's classes. */
export function libraryBase(cls: ClassValue, depth = 0): string | undefined {
  if (depth > 10) return undefined;
  for (const base of cls.bases) {
    if (base.kind === 'api' && base.name !== 'builtins.object') return base.name;
    if (base.kind === 'class') {
      const found = libraryBase(base, depth + 1);
      if (found) return found;
    }
  }
  return undefined;
}

/** Looks a method or class attribute up along the user's classes. */
export function classAttribute(cls: ClassValue, name: string, depth = 0): Value | undefined {
  const own = cls.slots.get(`attr:${name}`) as Value | undefined;
  if (own || depth > 10) return own;
  for (const base of cls.bases) {
    if (base.kind !== 'class') continue;
    const found = classAttribute(base, name, depth + 1);
    if (found) return found;
  }
  return undefined;
}
