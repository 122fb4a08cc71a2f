/** The firmware panel of a device. */
export const firmware = {
  updating: (version: string) =>
    `The device is updating itself to ${version}. It restarts on its own; leave its power on.`,
  updated: (version: string) => `The device runs ${version}.`,
  notYet: (version: string) =>
    `The device was told to take ${version} and does not run it. Its log may say why.`,
  alreadyRuns: 'The device already runs this version.',
  lacksBuild: 'Add the build: the list names the release alone.',
}
