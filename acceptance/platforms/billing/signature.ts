import { createHmac, timingSafeEqual } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'

/** What the payment provider and we have agreed on, for the demo. */
export const providerSecret = 'whsec_demo'

export function sign (secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex')
}

/** Whether a webhook is from who shares the secret, by the very bytes that came. */
export function checkSignature (secret: string, text: string, signature: unknown) {
  const [given, wanted] = [String(signature), sign(secret, text)].map(hex => Buffer.from(hex)) as [Buffer, Buffer]
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new CatalogError('webhook.signature_invalid')
}
