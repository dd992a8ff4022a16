-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "NotificationCategory" AS ENUM ('ACCOUNT', 'ENROLLMENT', 'PAYMENT', 'GRADE', 'CERTIFICATE', 'LIVE_SESSION', 'ANNOUNCEMENT');

-- CreateEnum
CREATE TYPE "NotificationReason" AS ENUM ('OWN_ACCOUNT', 'OWN_ORDER', 'LEARNER');

-- CreateEnum
CREATE TYPE "DeliveryChannel" AS ENUM ('EMAIL');

-- CreateEnum
CREATE TYPE "DeliveryState" AS ENUM ('QUEUED', 'SENDING', 'SENT', 'FAILED');

-- CreateTable
CREATE TABLE "contact" (
    "user_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "contact_pkey" PRIMARY KEY ("user_id")
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

-- CreateTable
CREATE TABLE "notification" (
    "id" TEXT NOT NULL,
    "recipient_id" TEXT NOT NULL,
    "category" "NotificationCategory" NOT NULL,
    "reason" "NotificationReason" NOT NULL,
    "template" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "subject_id" TEXT,
    "dedupe_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" TEXT NOT NULL,
    "notification_id" TEXT NOT NULL,
    "channel" "DeliveryChannel" NOT NULL,
    "state" "DeliveryState" NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "broadcast" (
    "id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "subject_id" TEXT,
    "author_id" TEXT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "cursor" TEXT,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "broadcast_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "roster_enrollment_course_id_user_id_idx" ON "roster_enrollment"("course_id", "user_id");

-- CreateIndex
CREATE INDEX "roster_enrollment_user_id_idx" ON "roster_enrollment"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "notification_dedupe_key" ON "notification"("dedupe_key");

-- CreateIndex
CREATE INDEX "notification_recipient_id_created_at_id_idx" ON "notification"("recipient_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "delivery_notification_channel_key" ON "delivery"("notification_id", "channel");

-- CreateIndex
CREATE INDEX "broadcast_course_id_occurred_at_idx" ON "broadcast"("course_id", "occurred_at");

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_notification_id_fkey" FOREIGN KEY ("notification_id") REFERENCES "notification"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the sender looks for, and how much a person has not read.
CREATE INDEX "delivery_due_idx" ON "delivery"("due_at", "id") WHERE "state" IN ('QUEUED', 'SENDING');
CREATE INDEX "notification_unread_idx" ON "notification"("recipient_id") WHERE "read_at" IS NULL;
CREATE INDEX "broadcast_open_idx" ON "broadcast"("created_at", "id") WHERE "finished_at" IS NULL;
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_attempts_check" CHECK ("attempts" >= 0);
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_sent_check" CHECK (("state" = 'SENT') = ("sent_at" IS NOT NULL));
