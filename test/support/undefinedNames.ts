/** A checker of our own for what fixes must never do: use a name that nothing binds. */
import { namesOf } from '../../server/src/engine/fix/names';
import type { Module } from '../../server/src/engine/syntax/ast';
import type { Unit } from '../../server/src/engine/source/unit';
import { walk } from '../../server/src/engine/syntax/visit';

/** Python 3.11, `dir(builtins)`, names of modules, and those that IPython adds. */
const BUILTINS = new Set(
  `ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError BufferError
  BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError
  DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception ExceptionGroup False FileExistsError
  FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning IndentationError IndexError
  InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError None
  NotADirectoryError NotImplemented NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError
  ProcessLookupError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration
  SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError True TypeError UnboundLocalError UnicodeDecodeError
  UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError abs aiter
  all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright credits delattr dict
  dir divmod enumerate eval exec exit filter float format frozenset getattr globals hasattr hash help hex id input int isinstance
  issubclass iter len license list locals map max memoryview min next object oct open ord pow print property quit range repr
  reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip
  __name__ __file__ __doc__ __package__ __spec__ __class__ __path__ __import__ __debug__
  display get_ipython In Out _ __ ___ _i _ih _oh`.split(/\s+/),
);

/** Names that occur although nothing in the unit binds them, sorted. A star import binds nothing here. */
export function undefinedNames(unit: Unit, modules: readonly Module[]): string[] {
  const { bound, imports } = namesOf({ unit, modules });
  const known = new Set([...bound, ...imports.map((binding) => binding.name)]);
  const missing = new Set<string>();
  for (const module of modules) {
    walk(module.body, (node) => {
      if (node.kind === 'Name' && !known.has(node.id) && !BUILTINS.has(node.id)) missing.add(node.id);
    });
  }
  return [...missing].sort();
}
