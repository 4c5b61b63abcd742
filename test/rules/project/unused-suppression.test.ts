/** The engine makes these findings itself (see the rule's file); its declaration and its fix are shown here. */
import rule from '../../../server/src/engine/rules/project/unused-suppression';
import { testRule } from '../../support/ruleTester';

testRule(rule, {
  valid: [
    {
      name: 'a suppression that is needed',
      code: 'password = "Tr0ub4dor&3x"  # mlops: ignore[hardcoded-secret] of a toy\n',
    },
    { name: 'one for an area', code: 'password = "Tr0ub4dor&3x"  # mlops: ignore[security]\n' },
    { name: 'one for all rules', code: 'password = "Tr0ub4dor&3x"  # mlops: ignore\n' },
    {
      name: 'one for a file',
      code: '# mlops: ignore-file[hardcoded-secret]\npassword = "Tr0ub4dor&3x"\n',
      skip: { cells: 'a cell is no file' },
    },
    { name: 'words in a string', code: 'text = "# mlops: ignore[hardcoded-secret]"\n' },
  ],
  invalid: [
    {
      name: 'a rule that finds nothing there',
      code: 'limit = 3  # mlops: ignore[hardcoded-secret] was a password\nprint(limit)\n',
      errors: [
        {
          at: 'hardcoded-secret',
          severity: 'hint',
          message: 'This comment silences no `hardcoded-secret` here.',
          fixes: ['Remove the unused suppression'],
        },
      ],
      fixed: 'limit = 3\nprint(limit)\n',
    },
    {
      name: 'on a line of its own',
      code: 'a = 1\n# mlops: ignore[hardcoded-secret]\nlimit = 3\n',
      errors: [{ at: 'hardcoded-secret' }],
      fixed: 'a = 1\nlimit = 3\n',
    },
    {
      name: 'a name that no rule has: no fix, it may be a slip of the pen',
      code: 'limit = 3  # mlops: ignore[hardcoded-sekret]\n',
      errors: [{ at: 'hardcoded-sekret', message: 'There is no rule named `hardcoded-sekret`.', fixes: [] }],
    },
    {
      name: 'for all rules',
      code: 'limit = 3  # mlops: ignore\n',
      errors: [{ at: '# mlops: ignore' }],
      fixed: 'limit = 3\n',
    },
  ],
});
