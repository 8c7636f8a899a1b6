import { CatalogError } from '../../../src/index.ts'

/** How long the provider may take, in milliseconds. */
const patience = 500

/** Ask the screening provider whether this recipient may be paid. */
export async function screen (providers: string, name: string): Promise<void> {
  try {
    await fetch(`${providers}/screening`, { method: 'POST', body: JSON.stringify({ name }), signal: AbortSignal.timeout(patience) })
  } catch (cause) {
    if ((cause as Error).name !== 'TimeoutError') throw cause
    // Other services may be too slow as well. The platform documents a code for this one only.
    throw new CatalogError('screening_unavailable', {}, { cause })
  }
}
