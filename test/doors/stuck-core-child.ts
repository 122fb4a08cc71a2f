/** A core that is ready and takes no page's connection. It ends at the first line for its log. */
process.on('message', (message: { readonly kind: string }) => {
  if (message.kind === 'start') process.send?.({ kind: 'ready' })
  if (message.kind === 'log' || message.kind === 'stop') process.exit(0)
})
