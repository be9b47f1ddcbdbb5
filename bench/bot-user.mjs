// @ts-check

// As large as the answer of GET /v1/users/me, so that serialisation costs the same.
export const botUser = {
  object: 'user',
  id: '7f2c1d9e-5b0a-4c38-9d61-2a4f8e6b7c10',
  type: 'bot',
  name: 'Benchmark integration',
  avatar_url: 'https://files.example.com/avatars/7f2c1d9e-5b0a-4c38-9d61-2a4f8e6b7c10.png',
  bot: {
    owner: {
      type: 'user',
      user: {
        object: 'user',
        id: 'c0a8012e-3f4b-4d5c-8e6f-7a8b9c0d1e2f',
        type: 'person',
        name: 'Ada Lovelace',
        avatar_url: null,
        person: { email: 'ada@example.com' },
      },
    },
    workspace_id: '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed',
    workspace_name: 'Benchmark workspace',
    workspace_limits: { max_file_upload_size_in_bytes: 5242880 },
  },
  request_id: 'a3bb189e-8bf9-3888-9912-ace4e6543002',
}
