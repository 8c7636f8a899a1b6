/** Amounts travel as decimal text, and are added up in cents, so that no digit is lost. */
export function toCents (amount: string): number {
  return Math.round(Number(amount) * 100)
}

export function toAmount (cents: number): string {
  return (cents / 100).toFixed(2)
}
