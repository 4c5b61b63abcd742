import rule from '../../../server/src/engine/rules/security/hardcoded-secret';
import { testRule } from '../../support/ruleTester';

// Put together here, so that no tool takes this file for a leak.
const openai = `sk-${'proj-'}a8Fq2LzR7vXw0KcT5nBd9YpH3mJs6GuE`;
const huggingface = `hf_${'QwErTzUiOpAsDfGhJkLyXcVbNmPoIuZt'}`;
const github = `ghp_${'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6'}`;
const aws = `AKIA${'Q7RT2WZ9PLM4KVXC'}`;
const wandb = '9f2c4e7ab1d03568c7fe92a4b6d8013579acbe24';

testRule(rule, {
  valid: [
    {
      name: 'a signed address, and the write key of usage statistics',
      path: 'src/telemetry.py',
      code:
        'TOKEN = "k2v.9qw4zt7bn3xj5rm8cd1fh6"\nURL = "https://b.s3.amazonaws.com/x?X-Amz-Credential=AKIA' +
        'Q3EGR7VPOSF2LWYH"\n',
    },
    {
      name: 'placeholders',
      code: `
        api_key = "your-api-key-goes-in"
        token = "xxxxxxxxxxxx1"
        secret_key = "changeme123"
        password = "<password>"
        access_key = "\${ACCESS_KEY_1}"
        auth_token = "aaaaaaaa1111"
        openai_key = "sk-xxxxxxxxxxxxxxxxxxxxxxxx"
        aws_key = "AKIAIOSFODNN7EXAMPLE"
      `,
    },
    {
      name: 'words of language models',
      code: `
        tokenizer = "bert-base-uncased-v1"
        pad_token = "[PAD-TOKEN-00]"
        eos_token = "<|endoftext-50256|>"
        max_tokens = "4096 tokens at most"
        f(next_token="token-number-12")
      `,
    },
    {
      name: 'names, paths, sentences and hashes',
      code: `
        api_key = "OPENAI_API_KEY"
        token = "/run/secrets/token1"
        password = "Please enter your password 1"
        secret = "projects/p1/keys/k.json"
        password_hash = "5f4dcc3b5aa765d61d8327deb882cf99"
        hashed_password = "$argon2id$v=19$m=65536,t=3,p=4$wagCPXjif"
        password = "$2b$12$abcdefghijklmnopqrstuv"
        password = "password"
        secret = "arn-of-the-thing"
        password = ""
      `,
    },
    {
      name: 'read from the environment',
      code: `
        import os

        api_key = os.environ["API_KEY"]
        token = os.getenv("HF_TOKEN")
        password = os.environ.get("DB_PASSWORD", "")
      `,
    },
    {
      name: 'addresses of this machine, or without a secret',
      code: `
        a = "postgres://app:s3cr3t-w0rd@localhost:5432/db"
        b = "postgres://postgres:postgres@db:5432/app"
        c = "https://user:password@proxy.corp.net"
        d = "https://files.shop-data.net/a:b@c"
      `,
    },
    { name: 'an interpolated password', code: 'url = f"postgres://app:{password}@db.corp.net/app"\n' },
    { name: 'a doc string', code: `"""Set OPENAI_API_KEY to a key such as ${openai}."""\n` },
    { name: 'a test', code: `api_key = "${openai}"\n`, path: 'tests/test_client.py' },
    { name: 'login without a key of that form', code: 'session.login(key="the-name-of-a-user-1")\n' },
  ],
  invalid: [
    {
      name: 'a key of a provider, whatever its name',
      code: `
        client = connect("${github}")
        s3 = dict(first="${aws}")
      `,
      errors: [
        { at: `"${github}"`, severity: 'error', message: /^This is a GitHub token/, fixes: [] },
        { at: `"${aws}"`, message: /^This is an AWS access key/ },
      ],
    },
    {
      name: 'a variable: read from the environment, import added',
      code: `
        import openai

        openai.api_key = '${openai}'
      `,
      errors: [
        {
          at: `'${openai}'`,
          fixes: [
            {
              title: 'Read OPENAI_API_KEY from the environment',
              code: `
                import os
                import openai

                openai.api_key = os.environ['OPENAI_API_KEY']
              `,
            },
          ],
        },
      ],
    },
    {
      name: 'an argument of login, in a notebook',
      code: ['%pip install -q wandb', 'import wandb', `wandb.login(key="${wandb}")`, 'import os'],
      errors: [{ cell: 3, at: `"${wandb}"`, message: /^This is a Weights & Biases key/ }],
      fixed: [
        '%pip install -q wandb',
        'import os\nimport wandb',
        'wandb.login(key=os.environ["WANDB_API_KEY"])',
        'import os',
      ],
    },
    {
      name: 'by the name: variables, attributes, keys, keyword arguments, defaults',
      code: `
        import os as system

        DB_PASSWORD = "Tr0ub4dor&3x"
        self.secretKey = "q8Zx2LmN7vRt"
        config["api_key"] = "k3y-51ab-77fe-90cd"
        settings = {"password": "hunter2!hunter2"}
        connect(user="me", passwd="c0rrect-h0rse")


        def login(auth_token="zX81-aa27-kk90"):
            pass
      `,
      errors: [
        { at: 3, message: /^The password `DB_PASSWORD` stands/ },
        { at: 4, message: /^The secret `secretKey` stands/ },
        { at: 5, message: /`api_key`/ },
        { at: 6, message: /`password`/ },
        { at: 7, message: /`passwd`/ },
        { at: 10, message: /`auth_token`/ },
      ],
      fixed: `
        import os as system

        DB_PASSWORD = system.environ["DB_PASSWORD"]
        self.secretKey = system.environ["SECRET_KEY"]
        config["api_key"] = system.environ["API_KEY"]
        settings = {"password": system.environ["PASSWORD"]}
        connect(user="me", passwd=system.environ["PASSWD"])


        def login(auth_token=system.environ["AUTH_TOKEN"]):
            pass
      `,
    },
    {
      name: 'written into the environment: no fix, the value must come from outside',
      code: `
        import os

        os.environ["HF_TOKEN"] = "${huggingface}"
        os.environ["AWS_SECRET_ACCESS_KEY"] = "wJalr7UtnFEMIK7MDENGbPxRfiCY"
      `,
      errors: [
        { at: 3, message: /Hugging Face token/, fixes: [] },
        { at: 4, message: /`AWS_SECRET_ACCESS_KEY`/, fixes: [] },
      ],
    },
    {
      name: 'the fallback of a lookup',
      code: `
        import os

        token = os.getenv("API_TOKEN", "ab12cd34ef56gh78")
      `,
      errors: [{ at: '"ab12cd34ef56gh78"', fixes: ['Take the fallback out'] }],
      fixed: `
        import os

        token = os.getenv("API_TOKEN")
      `,
    },
    {
      name: 'an address with a password',
      code: 'DATABASE_URL = "postgresql://app:Zq81kk-2@db.corp.net:5432/app"\n',
      errors: [{ message: /^This address has a password/ }],
      fixed: 'import os\n\nDATABASE_URL = os.environ["DATABASE_URL"]\n',
    },
    {
      name: 'bytes and f-strings: no fix',
      code: `
        password = b"Tr0ub4dor&3x"
        header = f"Bearer ${github} {user}"
      `,
      errors: [
        { at: 1, fixes: [] },
        { at: 2, fixes: [] },
      ],
    },
    {
      name: 'the same secret in several places, once',
      code: `
        api_key = "rFsSehe51RLzREtYhLfo"
        client = connect(api_key="rFsSehe51RLzREtYhLfo")
        other = connect(api_key="rFsSehe51RLzREtYhLfp")
      `,
      errors: [
        { at: 1, related: ['"rFsSehe51RLzREtYhLfo"'], fixes: ['Read API_KEY from the environment'] },
        { at: 3, related: [] },
      ],
      fixed: `
        import os

        api_key = os.environ["API_KEY"]
        client = connect(api_key=os.environ["API_KEY"])
        other = connect(api_key=os.environ["API_KEY"])
      `,
    },
    {
      name: 'a private key',
      code: `
        key = """-----BEGIN RSA PRIVATE KEY-----
        MIIEpAIBAAKCAQEAz7Q3u5kZqYw8vJ0cLh2dT9xRkN4mPb6sVgFe1aWyHoUjIiXn
        -----END RSA PRIVATE KEY-----"""
      `,
      errors: [{ message: /^This is a private key/ }],
    },
  ],
});
