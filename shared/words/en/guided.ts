/** Texts of guided cards: setting up a device on its own page. */
import type { GuidedEvidence, GuidedState } from '../../machines/guided.ts'
import type { GuidedNote, GuidedStep } from '../../model/guided-card.ts'

const state: Record<GuidedState['at'], string> = {
  open: 'Not done',
  'done-by-hand': 'Done by hand, not confirmed',
  confirmed: 'Done by hand, confirmed',
}

const notes: Record<GuidedNote['code'], string> = {
  'fax-not-supported': 'Fax through this adapter is not supported by the service.',
  'resets-settings': 'These steps erase the settings that the device has now.',
  'static-address': 'The device needs a fixed address with a route to the internet.',
  'password-change-first': 'The page may ask for a new password first.',
  'field-may-be-missing': 'On some firmware the field is missing until another version is installed.',
  'dhcp-may-win': 'A URL from DHCP may replace the one that you enter.',
  'install-certificate': 'The device certificate must be installed first.',
  'firmware-first': 'Check the firmware first.',
}

const evidence: Record<GuidedEvidence['kind'], string> = {
  fetched: 'The device asked the gateway for its configuration.',
  registered: 'The device registered at the gateway.',
  'url-read': 'The URL was read back from the device.',
}

/** The instruction of a step, without its value. */
function step(each: GuidedStep): string {
  switch (each.do) {
    case 'open-page':
      return each.path === '/' ? 'Open the device’s web page' : 'Open this page of the device'
    case 'sign-in':
      return 'Sign in as an administrator'
    case 'menu':
      return `Go to ${each.menu.join(' > ')}`
    case 'set':
      return `Set ${each.field} to`
    case 'find-field':
      return each.named === null
        ? 'Find the field for the provisioning server and set it to'
        : `Find the field for the provisioning server (${each.named}) and set it to`
    case 'empty':
      return `Empty ${each.field}`
    case 'press':
      return `Select ${each.button}`
    case 'upload-empty-file':
      return `Load an empty file named ${each.name}`
    case 'choose-dect-band':
      return 'If the page asks for the DECT band, choose the one for the country of this site: another band is unlawful'
    case 'save':
      return 'Save the change'
    case 'restart':
      return 'Restart the device'
  }
}

export const guided = {
  ...{ state, notes, evidence, step },
  title: 'Set this one up by hand',
  announcement:
    'This make asks its link for a provisioning URL when it boots. The command below answers it: start the command, then restart the device.',
  announcementCommand: 'announce command',
  // URLs have macros such as $PSN, which a shell would replace
  announce: (address: string, url: string) => `punchdown announce ${address} --url '${url}'`,
  lead: 'Punchdown cannot set this device. Follow the steps on its own web page.',
  openPage: 'Open its web page',
  page: 'Web page',
  url: 'URL for this device',
  gatewayUrl: 'This is the gateway on this laptop, for rehearsal.',
  gatewayOff: 'Start the gateway on this laptop to get the URL for rehearsal.',
  note: 'Note',
  steps: 'Steps',
  value: 'value',
  notKnown: (lookedFor: string) => `Not known: ${lookedFor}`,
  tickedAt: (by: string, at: string) => (by === '' ? at : `${by}, ${at}`),
  technician: 'Technician',
  technicianHint: 'Your name, for the report',
  technicianMissing: 'Enter your name first.',
  markDone: 'Done by hand',
  undo: 'Undo',
  markedBy: (by: string, at: string) => `Done by hand by ${by}, ${at}.`,
  waiting: {
    rehearsal: 'Not confirmed yet. The device’s next fetch from the gateway confirms it.',
    live: 'Not confirmed yet. Read the URL on the device’s page again after its restart and enter it below.',
  },
  confirmedAt: (at: string) => `Confirmed ${at}.`,
  confirmWithUrl: 'Confirm with this URL',
  column: 'Set up by hand',
  seen: (text: string) => `Seen: ${text}`,
}
