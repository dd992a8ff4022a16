import { toMoney } from '@lms/kit/money'
import type { CourseResolvers } from '../../types.generated.ts'

export const Course: CourseResolvers = {
  __resolveReference: async ({ id }) => ({ id }),
  price: async ({ id }, _args, { loaders }) => {
    const price = await loaders.priceByCourseId.load(id)
    return price && toMoney(price)
  },
}
