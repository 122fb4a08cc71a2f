export { type AnnouncedDevice, type AnnounceEvent, announce } from './announcements.ts'
export { openPnpLink } from './link.ts'
