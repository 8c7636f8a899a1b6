/** The AI service of the demo is down: nothing listens on this port, which only a superuser could open. */
const service = 'http://127.0.0.1:2'

/**
 * Ask whether the selfie shows the face of the document.
 *
 * `fetch` rejects where nobody answers, by a cause with the code ECONNREFUSED: that is 'dependency_unavailable', the
 * role `unavailable` of the catalog, without a line here.
 */
export async function compareFaces (verification: string): Promise<void> {
  await fetch(`${service}/faces/${verification}`, { method: 'POST' })
}
