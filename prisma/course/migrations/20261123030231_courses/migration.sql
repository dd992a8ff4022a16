-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "CourseStatus" AS ENUM ('DRAFT', 'PUBLISHED', 'ARCHIVED');

-- CreateEnum
CREATE TYPE "LessonKind" AS ENUM ('ARTICLE', 'VIDEO', 'QUIZ', 'ASSIGNMENT', 'LIVE', 'FILE');

-- CreateEnum
CREATE TYPE "GrantSource" AS ENUM ('FREE', 'ORDER', 'MANUAL');

-- CreateEnum
CREATE TYPE "ResourceKind" AS ENUM ('FILE', 'QUIZ', 'ASSIGNMENT', 'LIVE_SESSION');

-- CreateTable
CREATE TABLE "category" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "category_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "course" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "category_id" TEXT,
    "instructor_id" TEXT NOT NULL,
    "status" "CourseStatus" NOT NULL DEFAULT 'DRAFT',
    "published_version" INTEGER NOT NULL DEFAULT 0,
    "draft_changed" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "listed_at" TIMESTAMPTZ(3) NOT NULL,
    "enrollment_count" INTEGER NOT NULL DEFAULT 0,
    "rating_count" INTEGER NOT NULL DEFAULT 0,
    "rating_sum" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "course_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "course_version" (
    "course_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "lesson_count" INTEGER NOT NULL DEFAULT 0,
    "duration_seconds" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "course_version_pkey" PRIMARY KEY ("course_id","number")
);

-- CreateTable
CREATE TABLE "section" (
    "course_id" TEXT NOT NULL,
    "version_number" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "section_pkey" PRIMARY KEY ("course_id","version_number","id")
);

-- CreateTable
CREATE TABLE "lesson" (
    "course_id" TEXT NOT NULL,
    "version_number" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "section_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "kind" "LessonKind" NOT NULL,
    "duration_seconds" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "body" TEXT,
    "resource_id" TEXT,

    CONSTRAINT "lesson_pkey" PRIMARY KEY ("course_id","version_number","id")
);

-- CreateTable
CREATE TABLE "enrollment" (
    "id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "version_number" INTEGER NOT NULL,
    "enrolled_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "enrollment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_grant" (
    "id" TEXT NOT NULL,
    "enrollment_id" TEXT NOT NULL,
    "source" "GrantSource" NOT NULL,
    "source_id" TEXT,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "access_grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "waiting_grant" (
    "order_line_id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "waiting_grant_pkey" PRIMARY KEY ("order_line_id")
);

-- CreateTable
CREATE TABLE "lesson_progress" (
    "enrollment_id" TEXT NOT NULL,
    "lesson_id" TEXT NOT NULL,
    "position_seconds" INTEGER NOT NULL DEFAULT 0,
    "client_sequence" BIGINT,
    "completed_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "lesson_progress_pkey" PRIMARY KEY ("enrollment_id","lesson_id")
);

-- CreateTable
CREATE TABLE "certificate" (
    "id" TEXT NOT NULL,
    "serial" TEXT NOT NULL,
    "enrollment_id" TEXT NOT NULL,
    "holder_id" TEXT NOT NULL,
    "course_title" TEXT NOT NULL,
    "version_number" INTEGER NOT NULL,
    "duration_seconds" INTEGER NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "certificate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review" (
    "id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "rating" INTEGER NOT NULL,
    "body" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "resource" (
    "id" TEXT NOT NULL,
    "kind" "ResourceKind" NOT NULL,
    "holder_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "resource_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "price" (
    "course_id" TEXT NOT NULL,
    "minor_units" BIGINT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "price_pkey" PRIMARY KEY ("course_id")
);

-- CreateTable
CREATE TABLE "result" (
    "id" TEXT NOT NULL,
    "course_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "met" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "result_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "category_name_key" ON "category"("name");

-- CreateIndex
CREATE UNIQUE INDEX "course_slug_key" ON "course"("slug");

-- CreateIndex
CREATE INDEX "course_status_listed_at_id_idx" ON "course"("status", "listed_at", "id");

-- CreateIndex
CREATE INDEX "course_status_title_id_idx" ON "course"("status", "title", "id");

-- CreateIndex
CREATE INDEX "course_status_enrollment_count_id_idx" ON "course"("status", "enrollment_count", "id");

-- CreateIndex
CREATE INDEX "course_instructor_id_id_idx" ON "course"("instructor_id", "id");

-- CreateIndex
CREATE INDEX "section_id_idx" ON "section"("id");

-- CreateIndex
CREATE INDEX "lesson_course_id_version_number_section_id_idx" ON "lesson"("course_id", "version_number", "section_id");

-- CreateIndex
CREATE INDEX "lesson_id_idx" ON "lesson"("id");

-- CreateIndex
CREATE INDEX "enrollment_user_id_id_idx" ON "enrollment"("user_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "enrollment_course_user_key" ON "enrollment"("course_id", "user_id");

-- CreateIndex
CREATE INDEX "access_grant_enrollment_id_idx" ON "access_grant"("enrollment_id");

-- CreateIndex
CREATE UNIQUE INDEX "access_grant_source_key" ON "access_grant"("source", "source_id");

-- CreateIndex
CREATE UNIQUE INDEX "certificate_serial_key" ON "certificate"("serial");

-- CreateIndex
CREATE UNIQUE INDEX "certificate_enrollment_key" ON "certificate"("enrollment_id");

-- CreateIndex
CREATE INDEX "review_course_id_id_idx" ON "review"("course_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "review_course_author_key" ON "review"("course_id", "author_id");

-- CreateIndex
CREATE INDEX "result_course_id_user_id_idx" ON "result"("course_id", "user_id");

-- AddForeignKey
ALTER TABLE "course" ADD CONSTRAINT "course_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "category"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "course_version" ADD CONSTRAINT "course_version_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "course"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "section" ADD CONSTRAINT "section_course_id_version_number_fkey" FOREIGN KEY ("course_id", "version_number") REFERENCES "course_version"("course_id", "number") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lesson" ADD CONSTRAINT "lesson_course_id_version_number_section_id_fkey" FOREIGN KEY ("course_id", "version_number", "section_id") REFERENCES "section"("course_id", "version_number", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "enrollment" ADD CONSTRAINT "enrollment_course_id_version_number_fkey" FOREIGN KEY ("course_id", "version_number") REFERENCES "course_version"("course_id", "number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_enrollment_id_fkey" FOREIGN KEY ("enrollment_id") REFERENCES "enrollment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "waiting_grant" ADD CONSTRAINT "waiting_grant_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "course"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lesson_progress" ADD CONSTRAINT "lesson_progress_enrollment_id_fkey" FOREIGN KEY ("enrollment_id") REFERENCES "enrollment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "certificate" ADD CONSTRAINT "certificate_enrollment_id_fkey" FOREIGN KEY ("enrollment_id") REFERENCES "enrollment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review" ADD CONSTRAINT "review_course_id_fkey" FOREIGN KEY ("course_id") REFERENCES "course"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Checked at commit, so that positions may be shifted in one statement.
ALTER TABLE "section" ADD CONSTRAINT "section_position_key" UNIQUE ("course_id", "version_number", "position") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "lesson" ADD CONSTRAINT "lesson_position_key" UNIQUE ("course_id", "version_number", "section_id", "position") DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE "course" ADD CONSTRAINT "course_counts_check" CHECK ("published_version" >= 0 AND "enrollment_count" >= 0 AND "rating_count" >= 0 AND "rating_sum" BETWEEN "rating_count" AND 5 * "rating_count");
ALTER TABLE "course" ADD CONSTRAINT "course_published_check" CHECK ("status" <> 'PUBLISHED' OR "published_version" > 0);
ALTER TABLE "course_version" ADD CONSTRAINT "course_version_number_check" CHECK ("number" >= 0);
-- Progress is a share of the lessons, so a frozen version has some.
ALTER TABLE "course_version" ADD CONSTRAINT "course_version_lessons_check" CHECK ("number" = 0 OR "lesson_count" > 0);
ALTER TABLE "section" ADD CONSTRAINT "section_position_check" CHECK ("position" > 0);
ALTER TABLE "lesson" ADD CONSTRAINT "lesson_position_check" CHECK ("position" > 0);
ALTER TABLE "lesson" ADD CONSTRAINT "lesson_duration_check" CHECK ("duration_seconds" >= 0);
ALTER TABLE "lesson" ADD CONSTRAINT "lesson_content_check" CHECK (("kind" = 'ARTICLE') = ("body" IS NOT NULL) AND ("kind" = 'ARTICLE') = ("resource_id" IS NULL));
-- Nobody learns a draft.
ALTER TABLE "enrollment" ADD CONSTRAINT "enrollment_version_check" CHECK ("version_number" > 0);
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_source_check" CHECK (("source" = 'ORDER') = ("source_id" IS NOT NULL) OR "source" = 'MANUAL');
ALTER TABLE "access_grant" ADD CONSTRAINT "access_grant_validity_check" CHECK ("valid_to" > "valid_from");
ALTER TABLE "lesson_progress" ADD CONSTRAINT "lesson_progress_position_check" CHECK ("position_seconds" >= 0 AND "client_sequence" >= 0);
ALTER TABLE "review" ADD CONSTRAINT "review_rating_check" CHECK ("rating" BETWEEN 1 AND 5);

-- Learners are pinned to a version because it does not change.
CREATE FUNCTION refuse_change_of_frozen_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'version % of course % is frozen', OLD."version_number", OLD."course_id" USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER "section_frozen" BEFORE UPDATE OR DELETE ON "section" FOR EACH ROW WHEN (OLD."version_number" > 0) EXECUTE FUNCTION refuse_change_of_frozen_version();
CREATE TRIGGER "lesson_frozen" BEFORE UPDATE OR DELETE ON "lesson" FOR EACH ROW WHEN (OLD."version_number" > 0) EXECUTE FUNCTION refuse_change_of_frozen_version();
