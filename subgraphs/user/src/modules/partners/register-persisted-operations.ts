import { Refusal, refuse, userError } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { checkInput, idText } from '@lms/kit/input'
import { type ManifestOperation, readManifest } from '@lms/kit/operation-manifest'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context, Tx } from '../../context.ts'
import type { OperationType } from '../../generated/prisma/enums.ts'
import type { PartnerModel } from '../../generated/prisma/models.ts'
import { changePartner } from './change-partner.ts'

/** The router reads all operations of a partner at once, and keeps them. */
const MOST_OPERATIONS = 2_000
const MOST_BYTES = 4 * 1024 * 1024
const MOST_USER_ERRORS = 100

const RegisterInput = z.object({ partnerId: idText, manifest: z.unknown() })

/**
 * Adds a manifest's operations to those that the partner may run. Those that it may run already stay as they are, so
 * that a manifest can be published again. Refuses NOT_FOUND, TOO_MANY_OPERATIONS, and every flaw of the manifest.
 */
export function registerPersistedOperations(
  ctx: Context,
  input: unknown,
): Promise<{ partner: PartnerModel; addedCount: number }> {
  const { partnerId, manifest } = checkInput(RegisterInput, input)
  const operations = readFlawless(manifest)
  return ctx.transact(async (tx) => {
    const partner = await changePartner(tx, ctx, partnerId)
    const addedCount = await addOperations(tx, ctx, partnerId, operations)
    await assertWithinBounds(tx, partnerId)
    return { partner, addedCount }
  })
}

function readFlawless(manifest: unknown): ManifestOperation[] {
  const { operations, problems } = readManifest(manifest)
  if (problems.length === 0) return operations
  throw new Refusal(
    problems
      .slice(0, MOST_USER_ERRORS)
      .map(({ code, message, path }) => userError(code, message, ['input', 'manifest', ...path])),
  )
}

async function addOperations(
  tx: Tx,
  { viewer, clock }: Context,
  partnerId: string,
  operations: readonly ManifestOperation[],
): Promise<number> {
  const registered = { registeredAt: clock.now(), registeredById: signedInId(viewer) }
  const hashes = operations.map(({ id }) => id)
  const revived = await tx.partnerOperation.updateMany({
    where: { partnerId, hash: { in: hashes }, retiredAt: { not: null } },
    data: { ...registered, retiredAt: null, retiredById: null },
  })
  const created = await tx.partnerOperation.createMany({
    data: operations.map(({ id: hash, name, type, body }) => ({
      ...{ id: newId('operation'), partnerId, hash, name, body, ...registered },
      type: type.toUpperCase() as OperationType,
    })),
    skipDuplicates: true,
  })
  return revived.count + created.count
}

async function assertWithinBounds(tx: Tx, partnerId: string): Promise<void> {
  const [held] = await tx.$queryRaw<{ operations: number; bytes: number }[]>`
    select count(*)::integer as operations, coalesce(sum(octet_length(body)), 0)::integer as bytes
    from partner_operation where partner_id = ${partnerId} and retired_at is null`
  if (held && held.operations <= MOST_OPERATIONS && held.bytes <= MOST_BYTES) return
  const bounds = `${MOST_OPERATIONS} operations of ${MOST_BYTES / 1024 / 1024} MiB together`
  refuse('TOO_MANY_OPERATIONS', `A partner has at most ${bounds}; retire some first.`, 'manifest')
}
