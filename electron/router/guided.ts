import { base } from './base.ts'

export const guided = {
  sheet: base.guided.sheet.handler(({ context, input }) =>
    context.services.guidedSetups.sheet(input.deviceId),
  ),
  tick: base.guided.tick.handler(({ context, input: { deviceId, step, on, technician } }) =>
    context.services.guidedSetups.tick(deviceId, step, on, technician),
  ),
  markDone: base.guided.markDone.handler(({ context, input: { deviceId, technician, url } }) =>
    context.services.guidedSetups.markDone(deviceId, technician, url),
  ),
  undoMark: base.guided.undoMark.handler(({ context, input }) =>
    context.services.guidedSetups.undoMark(input.deviceId),
  ),
  readBack: base.guided.readBack.handler(({ context, input: { deviceId, url } }) =>
    context.services.guidedSetups.readBack(deviceId, url),
  ),
}
