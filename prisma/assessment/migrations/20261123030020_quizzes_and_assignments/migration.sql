-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "GradeRelease" AS ENUM ('AUTOMATIC', 'MANUAL');

-- CreateEnum
CREATE TYPE "QuestionKind" AS ENUM ('SINGLE_CHOICE', 'MULTIPLE_CHOICE', 'TRUE_FALSE', 'NUMERIC', 'SHORT_TEXT', 'ESSAY');

-- CreateEnum
CREATE TYPE "AttemptStatus" AS ENUM ('IN_PROGRESS', 'SUBMITTED', 'GRADED');

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
CREATE TABLE "available_file" (
    "file_id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "available_file_pkey" PRIMARY KEY ("file_id")
);

-- CreateTable
CREATE TABLE "quiz" (
    "id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "time_limit_seconds" INTEGER,
    "attempts_allowed" INTEGER NOT NULL,
    "opens_at" TIMESTAMPTZ(3),
    "closes_at" TIMESTAMPTZ(3),
    "shuffle" BOOLEAN NOT NULL,
    "pass_percent" INTEGER NOT NULL,
    "grades_released" "GradeRelease",
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "published_at" TIMESTAMPTZ(3),
    "grades_released_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "quiz_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "question" (
    "id" TEXT NOT NULL,
    "quiz_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" "QuestionKind" NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "question_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "question_version" (
    "question_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "prompt" TEXT NOT NULL,
    "options" JSONB NOT NULL,
    "answer_key" JSONB,
    "points" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "question_version_pkey" PRIMARY KEY ("question_id","version")
);

-- CreateTable
CREATE TABLE "attempt" (
    "id" TEXT NOT NULL,
    "quiz_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "status" "AttemptStatus" NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "submitted_at" TIMESTAMPTZ(3),
    "sequence" INTEGER NOT NULL DEFAULT 0,
    "score_hundredths" INTEGER,
    "maximum_hundredths" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt_question" (
    "attempt_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "question_id" TEXT NOT NULL,
    "question_version" INTEGER NOT NULL,
    "option_order" TEXT[],
    "answer" JSONB,
    "saved_at" TIMESTAMPTZ(3),
    "awarded_hundredths" INTEGER,
    "feedback" TEXT,
    "graded_by_id" TEXT,

    CONSTRAINT "attempt_question_pkey" PRIMARY KEY ("attempt_id","question_id")
);

-- CreateTable
CREATE TABLE "grade" (
    "id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "quiz_id" TEXT,
    "assignment_id" TEXT,
    "attempt_id" TEXT,
    "score_hundredths" INTEGER NOT NULL,
    "maximum_hundredths" INTEGER NOT NULL,
    "passed" BOOLEAN NOT NULL,
    "released_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "grade_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assignment" (
    "id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "instructions" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "pass_percent" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "submission" (
    "id" TEXT NOT NULL,
    "assignment_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "text" TEXT,
    "file_ids" TEXT[],
    "submitted_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "graded_revision" INTEGER,
    "awarded_hundredths" INTEGER,
    "feedback" TEXT,
    "graded_by_id" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "submission_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "roster_enrollment_course_id_user_id_idx" ON "roster_enrollment"("course_id", "user_id");

-- CreateIndex
CREATE INDEX "roster_enrollment_user_id_idx" ON "roster_enrollment"("user_id");

-- CreateIndex
CREATE INDEX "quiz_course_id_id_idx" ON "quiz"("course_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "question_quiz_position_key" ON "question"("quiz_id", "position");

-- CreateIndex
CREATE INDEX "attempt_user_id_id_idx" ON "attempt"("user_id", "id");

-- CreateIndex
CREATE INDEX "attempt_quiz_id_id_idx" ON "attempt"("quiz_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "attempt_user_quiz_number_key" ON "attempt"("user_id", "quiz_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "attempt_question_position_key" ON "attempt_question"("attempt_id", "position");

-- CreateIndex
CREATE INDEX "grade_course_id_user_id_idx" ON "grade"("course_id", "user_id");

-- CreateIndex
CREATE INDEX "grade_user_id_id_idx" ON "grade"("user_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "grade_user_quiz_key" ON "grade"("user_id", "quiz_id");

-- CreateIndex
CREATE UNIQUE INDEX "grade_user_assignment_key" ON "grade"("user_id", "assignment_id");

-- CreateIndex
CREATE INDEX "assignment_course_id_id_idx" ON "assignment"("course_id", "id");

-- CreateIndex
CREATE INDEX "submission_assignment_id_id_idx" ON "submission"("assignment_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "submission_assignment_user_key" ON "submission"("assignment_id", "user_id");

-- AddForeignKey
ALTER TABLE "question" ADD CONSTRAINT "question_quiz_id_fkey" FOREIGN KEY ("quiz_id") REFERENCES "quiz"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "question_version" ADD CONSTRAINT "question_version_question_id_fkey" FOREIGN KEY ("question_id") REFERENCES "question"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_quiz_id_fkey" FOREIGN KEY ("quiz_id") REFERENCES "quiz"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt_question" ADD CONSTRAINT "attempt_question_attempt_id_fkey" FOREIGN KEY ("attempt_id") REFERENCES "attempt"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt_question" ADD CONSTRAINT "attempt_question_question_id_question_version_fkey" FOREIGN KEY ("question_id", "question_version") REFERENCES "question_version"("question_id", "version") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grade" ADD CONSTRAINT "grade_quiz_id_fkey" FOREIGN KEY ("quiz_id") REFERENCES "quiz"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grade" ADD CONSTRAINT "grade_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grade" ADD CONSTRAINT "grade_attempt_id_fkey" FOREIGN KEY ("attempt_id") REFERENCES "attempt"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "submission" ADD CONSTRAINT "submission_assignment_id_fkey" FOREIGN KEY ("assignment_id") REFERENCES "assignment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- At most one open attempt per learner and quiz.
CREATE UNIQUE INDEX "attempt_open_key" ON "attempt"("user_id", "quiz_id") WHERE "status" = 'IN_PROGRESS';
-- What the sweep of expired attempts looks for.
CREATE INDEX "attempt_ends_at_idx" ON "attempt"("ends_at") WHERE "status" = 'IN_PROGRESS';
-- What a release has yet to reach.
CREATE INDEX "grade_unreleased_idx" ON "grade"("quiz_id") WHERE "released_at" IS NULL;

ALTER TABLE "quiz" ADD CONSTRAINT "quiz_time_limit_check" CHECK ("time_limit_seconds" > 0);
ALTER TABLE "quiz" ADD CONSTRAINT "quiz_attempts_allowed_check" CHECK ("attempts_allowed" > 0);
ALTER TABLE "quiz" ADD CONSTRAINT "quiz_pass_percent_check" CHECK ("pass_percent" BETWEEN 0 AND 100);
ALTER TABLE "quiz" ADD CONSTRAINT "quiz_window_check" CHECK ("closes_at" > "opens_at");
ALTER TABLE "quiz" ADD CONSTRAINT "quiz_published_check" CHECK ("published_at" IS NULL OR "grades_released" IS NOT NULL);
ALTER TABLE "question_version" ADD CONSTRAINT "question_version_points_check" CHECK ("points" > 0);
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_submitted_check" CHECK (("status" = 'IN_PROGRESS') = ("submitted_at" IS NULL));
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_graded_check" CHECK (("status" = 'GRADED') = ("score_hundredths" IS NOT NULL));
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_end_check" CHECK ("submitted_at" <= "ends_at");
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_score_check" CHECK ("score_hundredths" BETWEEN 0 AND "maximum_hundredths");
ALTER TABLE "attempt_question" ADD CONSTRAINT "attempt_question_saved_check" CHECK ("answer" IS NULL OR "saved_at" IS NOT NULL);
ALTER TABLE "attempt_question" ADD CONSTRAINT "attempt_question_awarded_check" CHECK ("awarded_hundredths" >= 0);
ALTER TABLE "grade" ADD CONSTRAINT "grade_subject_check" CHECK (num_nonnulls("quiz_id", "assignment_id") = 1);
ALTER TABLE "grade" ADD CONSTRAINT "grade_score_check" CHECK ("score_hundredths" BETWEEN 0 AND "maximum_hundredths");
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_points_check" CHECK ("points" > 0);
ALTER TABLE "assignment" ADD CONSTRAINT "assignment_pass_percent_check" CHECK ("pass_percent" BETWEEN 0 AND 100);
ALTER TABLE "submission" ADD CONSTRAINT "submission_revision_check" CHECK ("graded_revision" BETWEEN 1 AND "revision");
ALTER TABLE "submission" ADD CONSTRAINT "submission_graded_check" CHECK (("graded_revision" IS NULL) = ("awarded_hundredths" IS NULL));
