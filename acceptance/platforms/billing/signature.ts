import { createHmac, timingSafeEqual } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'

/** The secret that the payment provider and the demo share. */
export const providerSecret = 'whsec_demo'

export function sign (secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex')
}

/** Verify that the sender of a webhook has the secret. The signature covers the bytes of the body. */
export function checkSignature (secret: string, text: string, signature: unknown) {
  const [given, wanted] = [String(signature), sign(secret, text)].map(hex => Buffer.from(hex)) as [Buffer, Buffer]
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new CatalogError('webhook.signature_invalid')
}
