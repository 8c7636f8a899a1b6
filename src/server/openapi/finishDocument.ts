import type { Renderer } from './renderer.ts'
import { errorsOf } from './markers.ts'

export type Data = Readonly<Record<string, unknown>>

/** Finished documents by their source, and by themselves: no document is finished twice. */
const finished = new WeakMap<object, Data>()

/** The document with the errors of its operations. `onLost` is called if no operation of it has a marker. */
export function finishDocument (built: Data, addErrorResponses: Renderer['addErrorResponses'], onLost?: () => void): Data {
  const known = finished.get(built)
  if (known !== undefined) return known
  let isMarked = false
  const document = addErrorResponses(built, marker => {
    const errors = errorsOf(marker)
    isMarked ||= errors !== undefined
    return errors
  })
  finished.set(built, document).set(document, document)
  if (!isMarked && Object.keys(built['paths'] ?? {}).length > 0) onLost?.()
  return document
}
