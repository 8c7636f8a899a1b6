/** Headers of a thrown error that are sent with its status: they describe the response (RFC 9110). Others may come from an upstream. */
const ofClientErrors = ['content-range', 'www-authenticate', 'proxy-authenticate', 'allow', 'accept', 'accept-encoding', 'upgrade']

/** With a status from 500 only this header is sent. */
const ofServerErrors = ['retry-after']

export const forwardedHeaders: ReadonlySet<string> = new Set([...ofClientErrors, ...ofServerErrors])

export function isForwarded (name: string, status: number): boolean {
  return status < 500 || ofServerErrors.includes(name)
}
