/** Devices by the address they were last seen at: what is heard on a link comes with that alone. */
export const deviceAddress = {
  version: 4,
  name: 'device-address',
  up: `
    CREATE INDEX device_by_address ON device (job_id, json_extract(body, '$.address'));
  `,
} as const
