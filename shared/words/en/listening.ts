/** Consequences of a listener that does not work on this laptop. */
const missed: ReadonlyMap<string, string> = new Map(
  Object.entries({
    pnp: 'Phones that start are not heard: another program on this laptop holds UDP port 5060.',
    mdns: 'Multicast DNS is not heard on this laptop.',
    ssdp: 'SSDP is not heard on this laptop.',
  }),
)

const listenerWords = (listener: string): string => missed.get(listener) ?? `${listener} is not heard.`

export const listening = {
  unavailable: listenerWords,
}
