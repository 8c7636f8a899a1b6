import { unreachable } from '../../unreachable.ts'

/**
 * Ask the AI service, which is down in the demo, whether the selfie shows the face of the document.
 *
 * `fetch` rejects if nothing listens there. The code of its cause is ECONNREFUSED, which the plugin maps to
 * the role `unavailable`: 'dependency_unavailable' of the catalog. No code here does that.
 */
export async function compareFaces (verification: string): Promise<void> {
  await fetch(`${unreachable}/faces/${verification}`, { method: 'POST' })
}
