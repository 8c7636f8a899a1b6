/** @throws if the two runs of the first variant differ by more than `most`: then the other measurements mean nothing either. */
export function checkControl (group, control, most = 0.01) {
  const off = Math.abs(control - 1)
  if (off > most) throw new Error(`${group}: the first variant measured twice differs by ${(off * 100).toFixed(1)} %, more than ${most * 100} %: the machine is too busy, run it again`)
}
