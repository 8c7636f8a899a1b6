/** Amounts are decimal text in JSON and are added in cents, so that no digit is lost. */
export function toCents (amount: string): number {
  return Math.round(Number(amount) * 100)
}

export function toAmount (cents: number): string {
  return (cents / 100).toFixed(2)
}
