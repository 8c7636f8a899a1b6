/** Codes and names of errors that a closed connection causes. They mean the client only if it has closed its connection. */
export const clientAborts = [
  'ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'AbortError', 'ABORT_ERR', 'UND_ERR_ABORTED', 'ERR_CANCELED'
] as const

const codes: ReadonlySet<string> = new Set(clientAborts)

export function isClientAbort (name: string): boolean {
  return codes.has(name)
}
