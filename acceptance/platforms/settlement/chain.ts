import { randomUUID } from 'node:crypto'
import type { NewWallet } from './bodies.ts'

export type Chain = ReturnType<typeof createChain>

/** A fake chain: it mines transactions at once, and further blocks on request. */
export function createChain () {
  const wallets = new Map<string, NewWallet>()
  const blockOf = new Map<string, number>()
  let height = 1

  return {
    /** A wallet of the test network, with its balance and the amount that the platform may take. */
    open (wallet: NewWallet): { address: string } {
      const address = `0x${randomUUID().replaceAll('-', '')}`
      wallets.set(address, wallet)
      return { address }
    },

    publicKeyOf: (address: string): string | undefined => wallets.get(address)?.publicKey,

    /** Take an amount from a wallet. A transaction for too much is mined as well, and changes nothing. */
    take (address: string, amount: number): { hash: string, isReverted: boolean } {
      const { balance, allowance, publicKey } = wallets.get(address) ?? { balance: 0, allowance: 0, publicKey: '' }
      const isReverted = amount > balance || amount > allowance
      if (!isReverted) wallets.set(address, { balance: balance - amount, allowance: allowance - amount, publicKey })
      const hash = `0x${randomUUID().replaceAll('-', '')}`
      blockOf.set(hash, ++height)
      return { hash, isReverted }
    },

    mine (blocks: number): { height: number } {
      height += blocks
      return { height }
    },

    /** How many blocks confirm the transaction, its own block included. */
    confirmationsOf: (hash: string): number => height - (blockOf.get(hash) ?? height + 1) + 1
  }
}
