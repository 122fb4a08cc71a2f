/** Problems between Punchdown and one device. */
import { fact, type Words } from './words.ts'

export const devices = {
  unreachable: (f) =>
    f.reason === 'no-route'
      ? {
          title: `This laptop knows no way to ${fact(f, 'address', 'that network')}`,
          meaning: 'It is on none of this laptop’s links, and no router leads there. Nothing was asked.',
          remedy: 'Plug into that network, or check the address and the default gateway of this laptop.',
        }
      : {
          title: `${fact(f, 'address', 'The device')} does not answer`,
          meaning:
            'Nothing accepts a connection there: it is off, restarting, on another network, or behind a firewall.',
          remedy: 'Check its power and cable, and that this laptop is on the same network. Then try again.',
        },
  'timed-out': (f) => ({
    title: `${fact(f, 'address', 'The device')} took too long`,
    meaning: 'It accepted the connection and then stayed silent.',
    remedy: 'Wait a minute, then try again. If it stays like this, restart the device.',
  }),
  'connection-lost': (f) => ({
    title: `The connection to ${fact(f, 'address', 'the device')} broke`,
    meaning: 'It ended in the middle of an answer. Whether the last request was taken is not known.',
    remedy: 'Try again: what is already set is left as it is.',
  }),
  'certificate-changed': (f) => ({
    title: `${fact(f, 'address', 'The device')} shows another certificate`,
    meaning:
      'The certificate differs from the one seen before. The device was reset or replaced, or another machine answers in its place. No password was sent.',
    remedy:
      'Check the device itself. If it was reset or replaced, say so in the sign-in form and sign in again.',
  }),
  'sign-in-weaker': (f) => ({
    title: `${fact(f, 'address', 'The device')} asks for the password in a less protected way than before`,
    meaning:
      'A device that was reset does this, and so does a machine that wants its password. No password was sent.',
    remedy:
      'Check the device itself. If it was reset or replaced, say so in the sign-in form and sign in again.',
  }),
  'plain-http-not-accepted': (f) => ({
    title: `${fact(f, 'address', 'The device')} offers plain HTTP only`,
    meaning: 'Everyone on the way can read what is sent, the password too. No password was sent.',
    remedy:
      'If you trust this network, accept plain HTTP in the sign-in form, or pass --allow-http on the command line.',
  }),
  'device-moved': (f) => ({
    title: 'The device is no longer where it was signed in to',
    meaning: `The password was given for ${fact(f, 'address', 'another address')} and is sent nowhere else.`,
    remedy: 'Sign in again at the new address.',
  }),
  'capability-missing': {
    title: 'This cannot be done with this device from here',
    meaning: 'The device, or what is known of its maker, offers no way to do it.',
    remedy: 'Do it on the device itself or on its own web page.',
  },
  'sign-in-needed': {
    title: 'Sign in to this device first',
    meaning: 'Passwords are kept in memory only. They are gone when Punchdown closes.',
    remedy: 'Type the user name and password of its web page.',
  },
  'sign-in-refused': (f) => ({
    title: 'The device refused this password',
    meaning: `It was tried once${f.user === undefined ? '' : ` for ${String(f.user)}`} and will not be tried again: several makes lock out.`,
    remedy: 'Check the password. A provider may have replaced it; ask whoever set the device up.',
  }),
  'sign-in-blocked': {
    title: 'The device has locked its sign-in',
    meaning: 'Too many wrong passwords were tried, here or elsewhere.',
    remedy: 'Wait a few minutes, then try once with the right password.',
  },
  'password-change-needed': (f) => ({
    title: `${fact(f, 'address', 'The device')} asks for a new password first`,
    meaning:
      'It still has its factory password, or the password has expired. Until it is changed, the device shows nothing else.',
    remedy: 'Open the web page of the device, set a new password, then sign in here with it.',
  }),
  'unexpected-page': (f) => ({
    title: 'The device showed a page that is not the one expected',
    meaning: `Nothing was written. ${fact(f, 'expected', 'A page')} was looked for at ${fact(f, 'path', 'its place')}; what came is kept as evidence.`,
    remedy:
      'Open the evidence. If the firmware is new or rare, set this device by hand and send us the page.',
  }),
  'interface-off': (f) => ({
    title: `${fact(f, 'address', 'The device')} has switched this interface off`,
    meaning: `Nothing was written. The ${fact(f, 'service', 'interface')} that Punchdown uses does not answer.`,
    remedy: `Sign in to the web page of the device, enable the ${fact(f, 'service', 'interface')} for an account with the right ${fact(f, 'privilege', 'to write settings')}, then try again.`,
  }),
  'licence-missing': (f) => ({
    title: `${fact(f, 'address', 'The device')} needs a licence for this`,
    meaning: 'Nothing was written. The firmware of the device allows this function with a licence key only.',
    remedy: `Update the firmware, which may remove the limit, or add the licence ${fact(f, 'licence', 'of the maker')}. Until then, set the device on its own web page.`,
  }),
  'rights-missing': (f) => ({
    title: 'This account may not do that',
    meaning: `The password is right. The account lacks the right ${fact(f, 'privilege', 'that is needed')}. Nothing was written.`,
    remedy: `Give the account the right ${fact(f, 'privilege', 'that is needed')} on the web page of the device, or sign in with another account.`,
  }),
  'value-refused': (f) => ({
    title: 'The device refused the settings',
    meaning: `A value is outside of what it accepts${f.param === undefined || f.param === null ? '' : `, in “${String(f.param)}”`}. Nothing was written.`,
    remedy:
      'Check the URL. The cause can also be a setting that was there before: save the settings once on the web page of the device, then try again.',
  }),
  'no-driver': (f) => ({
    title: 'This device cannot be set from here yet',
    meaning: `There is no driver for ${`${fact(f, 'vendor', 'this make')} ${fact(f, 'model', '')}`.trim()}.`,
    remedy: 'Use its own web page. Punchdown still notices it and puts it in the report.',
  }),
  'setting-missing': (f) => ({
    title: `The setting “${fact(f, 'setting', 'needed')}” is not on the page`,
    meaning: `Nothing was written.${f.firmware === undefined ? '' : ` It came with firmware ${String(f.firmware)}.`}`,
    remedy: 'Update the firmware of the base first, then point it at the gateway.',
  }),
  'nothing-to-put-back': {
    title: 'There is nothing to put back',
    meaning: 'The device did not show its former values, or none of them was changed.',
    remedy: 'Set the former values on the web page of the device.',
  },
  'setting-refused': (f) => ({
    title: `The device did not keep “${fact(f, 'setting', 'a setting')}”`,
    meaning: `Read back, it holds ${f.found === null || f.found === undefined ? 'nothing' : `“${String(f.found)}”`}. Other settings of this change may be set: see the list.`,
    remedy: 'Try again. If it is refused again, set it on the device’s own page.',
  }),
  'plan-outdated': (f) => ({
    title: 'The device changed since these settings were shown',
    meaning: `${f.setting === undefined ? '' : `“${String(f.setting)}” now holds ${f.found === undefined || f.found === null ? 'another value' : `“${String(f.found)}”`}. `}Nothing was written.`,
    remedy: 'Look at the settings again, then apply.',
  }),
  'push-active': {
    title: 'Settings are being written to this device already',
    meaning: 'One change runs at a time on a device. Nothing of this one was written.',
    remedy:
      'Wait until the other change has ended, then look at the settings again. If it waits for a sign-in, sign in to the device.',
  },
  'device-busy': {
    title: 'The device is busy',
    meaning: 'It is in the middle of something else, such as an update.',
    remedy: 'Wait until it is done, then try again.',
  },
} satisfies Record<string, Words>
