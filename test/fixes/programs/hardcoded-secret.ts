import { expect } from 'vitest';
import type { FixCase } from '../fixCase';

// Put together here, so that no tool takes this file for a leak.
const literal = ['9f2c4e7ab1d03568', 'c7fe92a4b6d80135', '79acbe24'].join('');

const cases: readonly FixCase[] = [
  {
    name: 'reads a key from the environment',
    program: {
      files: {
        'upload.py': `
          """Prepares the request that sends a model to the registry."""
          from __future__ import annotations

          from urllib.request import Request

          REGISTRY = "https://registry.example.org/models"
          api_key = "${literal}"


          def upload_request(name: str, payload: bytes) -> Request:
              headers = {"Authorization": f"Bearer {api_key}", "X-Model": name}
              return Request(REGISTRY, data=payload, headers=headers, method="PUT")


          print(upload_request("churn", b"...").get_header("Authorization"))
        `,
      },
      needs: [],
      environment: { API_KEY: 'from-the-environment' },
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe(`Bearer ${literal}\n`);
      expect(after.stdout).toBe('Bearer from-the-environment\n');
    },
  },
  {
    name: 'takes a fallback out, so that a missing password is noticed',
    program: {
      files: {
        'connect.py': `
          import os

          password = os.environ.get("WAREHOUSE_PASSWORD", "${literal}")
          print("connecting" if password else "WAREHOUSE_PASSWORD is not set")
        `,
      },
      needs: [],
    },
    effect: ({ before, after }) => {
      expect(before.stdout).toBe('connecting\n');
      expect(after.stdout).toBe('WAREHOUSE_PASSWORD is not set\n');
    },
  },
  {
    name: 'works in a notebook, with the import in its first cell of imports',
    program: {
      files: {
        'report.ipynb': [
          '%matplotlib inline\nimport json',
          `settings = {"host": "db.example.org", "password": "${literal}"}`,
          'print(json.dumps(settings, sort_keys=True))',
        ],
      },
      needs: [],
      environment: { PASSWORD: 'from-the-environment' },
    },
    effect: ({ before, after }) => {
      expect(JSON.parse(before.stdout)).toEqual({ host: 'db.example.org', password: literal });
      expect(JSON.parse(after.stdout)).toEqual({ host: 'db.example.org', password: 'from-the-environment' });
    },
  },
];

export default cases;
