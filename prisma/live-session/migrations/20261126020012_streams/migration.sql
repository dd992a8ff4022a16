-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "RoomEventKind" ADD VALUE 'PARTICIPANT_BANNED';
ALTER TYPE "RoomEventKind" ADD VALUE 'ENROLLMENT_ENDED';

-- AlterTable
ALTER TABLE "presence" ADD COLUMN     "streamed" BOOLEAN NOT NULL DEFAULT false;

-- Who is to be found again when Redis has forgotten who has a stream.
CREATE INDEX "presence_streamed_idx" ON "presence"("participant_id") WHERE "left_at" IS NULL AND "streamed";
