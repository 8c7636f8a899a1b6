/** @throws if a control, which is the ratio of two measurements of the same variant, is further from 1 than `most`. */
export function checkControl (measured, control, most = 0.01) {
  const off = Math.abs(control - 1)
  if (off <= most) return
  throw new Error(`${measured}: two measurements of the same variant differ by ${(off * 100).toFixed(1)} %, more than ${most * 100} %: run it again on a less busy machine`)
}
