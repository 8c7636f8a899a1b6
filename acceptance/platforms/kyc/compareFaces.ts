import { unreachable } from '../../unreachable.ts'

/**
 * Ask the AI service, which is down in the demo, whether the selfie shows the face of the document.
 *
 * `fetch` rejects where nobody answers, by a cause with the code ECONNREFUSED: that is 'dependency_unavailable', the
 * role `unavailable` of the catalog, without a line here.
 */
export async function compareFaces (verification: string): Promise<void> {
  await fetch(`${unreachable}/faces/${verification}`, { method: 'POST' })
}
