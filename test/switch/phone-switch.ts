/** A small switch for the test agent. */

const lldp = '1.0.8802.1.1.2.1'
const interfaces = '1.3.6.1.2.1.2.2.1'
const names = '1.3.6.1.2.1.31.1.1.1'

/** A switch with a phone on each of its ports, as lines of a recording. */
export function phoneSwitch(ports: number): string[] {
  const each = (line: (port: number) => string[]) =>
    Array.from({ length: ports }, (_, i) => line(i + 1)).flat()
  const mac = (port: number) => `00041300${port.toString(16).padStart(4, '0')}`
  return [
    '1.3.6.1.2.1.1.1.0|4|A switch',
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10',
    '1.3.6.1.2.1.1.3.0|67|12345',
    '1.3.6.1.2.1.1.5.0|4|switch-1',
    `${lldp}.3.1.0|2|4`,
    `${lldp}.3.2.0|4x|0200DEADBEEF`,
    ...each((port) => [
      `${interfaces}.2.${port}|4|ge${port}`,
      `${interfaces}.3.${port}|2|6`,
      `${interfaces}.8.${port}|2|1`,
      `${names}.1.${port}|4|ge${port}`,
      `${lldp}.3.7.1.2.${port}|2|5`,
      `${lldp}.3.7.1.3.${port}|4|ge${port}`,
      `${lldp}.4.1.1.4.100.${port}.1|2|4`,
      `${lldp}.4.1.1.5.100.${port}.1|4x|${mac(port)}`,
      `${lldp}.4.1.1.6.100.${port}.1|2|3`,
      `${lldp}.4.1.1.7.100.${port}.1|4x|${mac(port)}`,
      `${lldp}.4.1.1.9.100.${port}.1|4|phone-${port}`,
      `${lldp}.4.1.1.12.100.${port}.1|4x|24`,
      `${lldp}.5.4795.1.3.3.1.6.100.${port}.1|4|D735`,
    ]),
  ]
}
