/** Index of devices by the address they were last seen at, for packets that carry nothing else. */
export const deviceAddress = {
  version: 4,
  name: 'device-address',
  up: `
    CREATE INDEX device_by_address ON device (job_id, json_extract(body, '$.address'));
  `,
} as const
