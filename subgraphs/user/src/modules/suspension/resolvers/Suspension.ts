import type { SuspensionResolvers } from '../../types.generated.ts'

export const Suspension: SuspensionResolvers = {
  suspendedBy: ({ suspendedById }, _args, { loaders }) => loaders.userById.load(suspendedById),
  reinstatedBy: ({ reinstatedById }, _args, { loaders }) =>
    reinstatedById === null ? null : loaders.userById.load(reinstatedById),
}
