/** Headers of a thrown error that are sent with its status: they belong to the response itself (RFC 9110). Others may be an upstream's. */
const ofClientErrors = ['content-range', 'www-authenticate', 'proxy-authenticate', 'allow', 'accept', 'accept-encoding', 'upgrade']

/** With a status from 500 only this one is sent. */
const ofServerErrors = ['retry-after']

export const forwardedHeaders: ReadonlySet<string> = new Set([...ofClientErrors, ...ofServerErrors])

export function isForwarded (name: string, status: number): boolean {
  return status < 500 || ofServerErrors.includes(name)
}
