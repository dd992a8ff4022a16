-- CreateEnum
CREATE TYPE "ModerationAction" AS ENUM ('MUTE', 'UNMUTE', 'REMOVE', 'BAN', 'UNBAN', 'DELETE_MESSAGE');

-- CreateEnum
CREATE TYPE "RoomEventKind" AS ENUM ('SESSION_STARTED', 'SESSION_ENDED', 'SESSION_CANCELLED', 'SESSION_EXPIRED', 'PARTICIPANT_JOINED', 'PARTICIPANT_LEFT', 'PARTICIPANT_REMOVED', 'PARTICIPANT_MUTED', 'PARTICIPANT_UNMUTED', 'HAND_RAISED', 'HAND_LOWERED', 'MESSAGE_POSTED', 'MESSAGE_DELETED', 'POLL_OPENED', 'POLL_VOTED', 'POLL_CLOSED');

-- AlterTable
ALTER TABLE "live_session" ADD COLUMN     "room_sequence" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "participant" ADD COLUMN     "banned_at" TIMESTAMPTZ(3),
ADD COLUMN     "hand_raised_at" TIMESTAMPTZ(3),
ADD COLUMN     "hand_sequence" INTEGER,
ADD COLUMN     "muted_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "message" ADD COLUMN     "deleted_at" TIMESTAMPTZ(3),
ALTER COLUMN "body" DROP NOT NULL;

-- CreateTable
CREATE TABLE "poll" (
    "id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "multiple_choice" BOOLEAN NOT NULL,
    "results_visible" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "poll_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "poll_option" (
    "id" TEXT NOT NULL,
    "poll_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "poll_option_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "poll_ballot" (
    "id" TEXT NOT NULL,
    "poll_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "option_ids" TEXT[],
    "cast_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "poll_ballot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "moderation" (
    "id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "action" "ModerationAction" NOT NULL,
    "user_id" TEXT NOT NULL,
    "message_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "moderation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "room_event" (
    "id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "kind" "RoomEventKind" NOT NULL,
    "payload" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "room_event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "poll_session_id_id_idx" ON "poll"("session_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "poll_option_poll_id_position_key" ON "poll_option"("poll_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "poll_ballot_poll_id_user_id_key" ON "poll_ballot"("poll_id", "user_id");

-- CreateIndex
CREATE INDEX "moderation_session_id_id_idx" ON "moderation"("session_id", "id");

-- CreateIndex
CREATE INDEX "room_event_at_idx" ON "room_event"("at");

-- CreateIndex
CREATE UNIQUE INDEX "room_event_session_id_sequence_key" ON "room_event"("session_id", "sequence");

-- AddForeignKey
ALTER TABLE "poll" ADD CONSTRAINT "poll_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "live_session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "poll_option" ADD CONSTRAINT "poll_option_poll_id_fkey" FOREIGN KEY ("poll_id") REFERENCES "poll"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "poll_ballot" ADD CONSTRAINT "poll_ballot_poll_id_fkey" FOREIGN KEY ("poll_id") REFERENCES "poll"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "moderation" ADD CONSTRAINT "moderation_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "live_session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "room_event" ADD CONSTRAINT "room_event_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "live_session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "live_session" ADD CONSTRAINT "live_session_room_sequence_check" CHECK ("room_sequence" >= 0);
ALTER TABLE "room_event" ADD CONSTRAINT "room_event_sequence_check" CHECK ("sequence" > 0);

-- A raised hand has its place in the order, and only that.
ALTER TABLE "participant" ADD CONSTRAINT "participant_hand_check" CHECK (("hand_raised_at" IS NULL) = ("hand_sequence" IS NULL));
CREATE INDEX "participant_hand_idx" ON "participant"("session_id", "hand_sequence", "id") WHERE "hand_sequence" IS NOT NULL;

-- Of a deleted message nothing is left but that there was one.
ALTER TABLE "message" ADD CONSTRAINT "message_deleted_check" CHECK (("body" IS NULL) = ("deleted_at" IS NOT NULL));

ALTER TABLE "poll" ADD CONSTRAINT "poll_times_check" CHECK ("closed_at" >= "created_at");
ALTER TABLE "poll_option" ADD CONSTRAINT "poll_option_position_check" CHECK ("position" BETWEEN 0 AND 9);
CREATE UNIQUE INDEX "poll_option_text_key" ON "poll_option"("poll_id", "text");
ALTER TABLE "poll_ballot" ALTER COLUMN "option_ids" SET NOT NULL;
ALTER TABLE "poll_ballot" ADD CONSTRAINT "poll_ballot_options_check" CHECK (cardinality("option_ids") BETWEEN 1 AND 10);

-- What was done stays on record; room events are numbered history until they are swept.
CREATE FUNCTION refuse_change_of_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END;
$$;
CREATE TRIGGER "moderation_append_only" BEFORE UPDATE OR DELETE ON "moderation" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record();
CREATE TRIGGER "room_event_unchanged" BEFORE UPDATE ON "room_event" FOR EACH ROW EXECUTE FUNCTION refuse_change_of_record();
