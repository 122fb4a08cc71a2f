/** Texts of the practice office's screen. */
export const practiceOffice = {
  allDevices: 'All devices in the office',
  practiceDevices: 'Practice devices',
  noDevices: 'No devices',
  officeEmpty: 'The office is empty.',
  snmp: 'SNMP',
  lesson: 'What to learn from it',
  practiceOffice: 'Practice office',
  officeLead:
    'Devices on this laptop that behave like the real thing, on real sockets. Nothing here touches your network.',
  stopOffice: 'Stop the practice office',
  startOffice: 'Start the practice office',
  officeOff: 'The practice office is off',
  officeOffBody: 'Start it, then scan it, sign in to its base and pair a handset.',
  faultActive: 'Fault active',
  userNamePassword: 'User name and password',
  onlyIdentifies: 'This device only answers a scan: it cannot be signed in to or set up here.',
  faults: 'Faults for training',
}
