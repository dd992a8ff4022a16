-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "SessionStatus" AS ENUM ('SCHEDULED', 'LIVE', 'ENDED', 'CANCELLED', 'EXPIRED');

-- CreateEnum
CREATE TYPE "ParticipantRole" AS ENUM ('MODERATOR', 'ATTENDEE');

-- CreateTable
CREATE TABLE "live_session" (
    "id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "status" "SessionStatus" NOT NULL,
    "starts_at_local" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "duration_minutes" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "capacity" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "attendance_finalised_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "live_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "participant" (
    "id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" "ParticipantRole" NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "participant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "presence" (
    "id" TEXT NOT NULL,
    "participant_id" TEXT NOT NULL,
    "device_id" TEXT NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "left_at" TIMESTAMPTZ(3),

    CONSTRAINT "presence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message" (
    "id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "posted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attendance" (
    "id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "seconds" INTEGER NOT NULL,
    "share" DOUBLE PRECISION NOT NULL,
    "finalised_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "attendance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "roster_course" (
    "course_id" TEXT NOT NULL,
    "instructor_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "roster_course_pkey" PRIMARY KEY ("course_id")
);

-- CreateTable
CREATE TABLE "roster_enrollment" (
    "enrollment_id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "roster_enrollment_pkey" PRIMARY KEY ("enrollment_id")
);

-- CreateIndex
CREATE INDEX "live_session_course_id_starts_at_id_idx" ON "live_session"("course_id", "starts_at", "id");

-- CreateIndex
CREATE INDEX "participant_session_id_id_idx" ON "participant"("session_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "participant_session_id_user_id_key" ON "participant"("session_id", "user_id");

-- CreateIndex
CREATE INDEX "presence_participant_id_idx" ON "presence"("participant_id");

-- CreateIndex
CREATE INDEX "message_session_id_id_idx" ON "message"("session_id", "id");

-- CreateIndex
CREATE INDEX "attendance_session_id_id_idx" ON "attendance"("session_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "attendance_session_id_user_id_key" ON "attendance"("session_id", "user_id");

-- CreateIndex
CREATE INDEX "roster_enrollment_course_id_user_id_idx" ON "roster_enrollment"("course_id", "user_id");

-- CreateIndex
CREATE INDEX "roster_enrollment_user_id_idx" ON "roster_enrollment"("user_id");

-- AddForeignKey
ALTER TABLE "participant" ADD CONSTRAINT "participant_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "live_session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "presence" ADD CONSTRAINT "presence_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "live_session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attendance" ADD CONSTRAINT "attendance_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "live_session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A host is in one place at a time, however many plans are made at once.
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE "live_session" ADD CONSTRAINT "live_session_host_overlap" EXCLUDE USING gist ("host_id" WITH =, tstzrange("starts_at", "ends_at") WITH &&) WHERE ("status" IN ('SCHEDULED', 'LIVE'));
ALTER TABLE "live_session" ADD CONSTRAINT "live_session_plan_check" CHECK ("starts_at" < "ends_at" AND "duration_minutes" > 0 AND "capacity" > 0);
ALTER TABLE "live_session" ADD CONSTRAINT "live_session_times_check" CHECK (
  CASE "status"
    WHEN 'LIVE' THEN "started_at" IS NOT NULL AND "ended_at" IS NULL
    WHEN 'ENDED' THEN "started_at" IS NOT NULL AND "ended_at" >= "started_at"
    ELSE "started_at" IS NULL AND "ended_at" IS NULL
  END
);

ALTER TABLE "presence" ADD CONSTRAINT "presence_order_check" CHECK ("left_at" >= "joined_at");
CREATE UNIQUE INDEX "presence_open_key" ON "presence"("participant_id", "device_id") WHERE "left_at" IS NULL;
ALTER TABLE "message" ADD CONSTRAINT "message_body_check" CHECK ("body" <> '');
ALTER TABLE "attendance" ADD CONSTRAINT "attendance_share_check" CHECK ("seconds" >= 0 AND "share" BETWEEN 0 AND 1);

-- What the jobs look for.
CREATE INDEX "live_session_open_idx" ON "live_session"("ends_at") WHERE "status" IN ('SCHEDULED', 'LIVE');
CREATE INDEX "live_session_unfinalised_idx" ON "live_session"("ended_at") WHERE "status" = 'ENDED' AND "attendance_finalised_at" IS NULL;
