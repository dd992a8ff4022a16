-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "event_log" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "event_log_pkey" PRIMARY KEY ("id")
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
CREATE TABLE "price_fact" (
    "course_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "price_fact_pkey" PRIMARY KEY ("course_id")
);

-- CreateTable
CREATE TABLE "registration_fact" (
    "user_id" TEXT NOT NULL,
    "registered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "registration_fact_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "enrollment_fact" (
    "enrollment_id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "began_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "certified_at" TIMESTAMPTZ(3),
    "active" BOOLEAN,
    "version" INTEGER NOT NULL,

    CONSTRAINT "enrollment_fact_pkey" PRIMARY KEY ("enrollment_id")
);

-- CreateTable
CREATE TABLE "lesson_fact" (
    "enrollment_id" TEXT NOT NULL,
    "lesson_id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "completed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "lesson_fact_pkey" PRIMARY KEY ("enrollment_id","lesson_id")
);

-- CreateTable
CREATE TABLE "activity_fact" (
    "course_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "activity_fact_pkey" PRIMARY KEY ("course_id","at","user_id")
);

-- CreateTable
CREATE TABLE "sale_fact" (
    "order_line_id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "minor_units" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "paid_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sale_fact_pkey" PRIMARY KEY ("order_line_id")
);

-- CreateTable
CREATE TABLE "grade_fact" (
    "grade_id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "percent" DECIMAL(5,2) NOT NULL,
    "released_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "grade_fact_pkey" PRIMARY KEY ("grade_id")
);

-- CreateTable
CREATE TABLE "attendance_fact" (
    "session_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "seconds" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "attendance_fact_pkey" PRIMARY KEY ("session_id","user_id")
);

-- CreateIndex
CREATE INDEX "event_log_occurred_at_idx" ON "event_log"("occurred_at");

-- CreateIndex
CREATE INDEX "event_log_type_idx" ON "event_log"("type");

-- CreateIndex
CREATE INDEX "registration_fact_registered_at_idx" ON "registration_fact"("registered_at");

-- CreateIndex
CREATE INDEX "enrollment_fact_course_id_idx" ON "enrollment_fact"("course_id");

-- CreateIndex
CREATE INDEX "enrollment_fact_user_id_idx" ON "enrollment_fact"("user_id");

-- CreateIndex
CREATE INDEX "lesson_fact_user_id_idx" ON "lesson_fact"("user_id");

-- CreateIndex
CREATE INDEX "activity_fact_user_id_at_idx" ON "activity_fact"("user_id", "at");

-- CreateIndex
CREATE INDEX "sale_fact_course_id_idx" ON "sale_fact"("course_id");

-- CreateIndex
CREATE INDEX "grade_fact_course_id_idx" ON "grade_fact"("course_id");

-- CreateIndex
CREATE INDEX "grade_fact_user_id_idx" ON "grade_fact"("user_id");

-- CreateIndex
CREATE INDEX "attendance_fact_course_id_idx" ON "attendance_fact"("course_id");

-- CreateIndex
CREATE INDEX "attendance_fact_user_id_idx" ON "attendance_fact"("user_id");
