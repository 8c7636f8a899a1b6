import { randomUUID } from 'node:crypto'

export interface Passcode {
  readonly token: string
  readonly code: string
  readonly expiresAt: string
}

export type Passcodes = ReturnType<typeof createPasscodes>

const lifetime = 60_000

/** Listeners for one-time passcodes. They live for a minute. */
export function createPasscodes () {
  const passcodes = new Map<string, Passcode>(seeds.map(seed => [seed.token, seed]))

  return {
    find (token: string): Passcode | undefined {
      const passcode = passcodes.get(token)
      return passcode === undefined || Date.parse(passcode.expiresAt) < Date.now() ? undefined : passcode
    },

    subscribe (): Passcode {
      const passcode = { token: `otp_${randomUUID()}`, code: '000000', expiresAt: new Date(Date.now() + lifetime).toISOString() }
      passcodes.set(passcode.token, passcode)
      return passcode
    }
  }
}

const seeds: readonly Passcode[] = [
  { token: 'otp_expired', code: '000000', expiresAt: '2025-01-01T00:00:00.000Z' }
]
