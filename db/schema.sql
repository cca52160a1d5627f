-- The school's file, whole: every table, view and guard of a *.dxjw database.
--
-- Reading order: codes, the school, people and libraries, classes and their lessons, enrolment and
-- certificates, policy, the journal; then the views that judge and the triggers that guard.
--
-- Conventions
--   quarter_hours  whole quarter-hours of 学时 (teaching hours): 16 is 4 学时
--   *_date, date   ISO text, '2026-11-02'; a birth_date may stop at the month, '1978-05'
--   *_at           local clock, '2026-11-02 08:30:00'; starts_at / ends_at 'HH:MM'
--   REFERENCES     bare ones bar a delete; they are not RESTRICT, which an undo could not defer
--   terms          search words of a row (characters, pinyin, initials, digits), written by app/text/search.py
--   pinyin         sort key of a Chinese name
--   id             never given twice, within this file; uid is the same row's name in every file (a UUID)
--   school_id      whose row it is: 1 is the file's own school, others come in packages received
-- What every recorded table has alike is not spelled out here: app/file/recording.py derives, from the
-- columns below and for every table but those named in its UNRECORDED, the triggers that write the journal,
-- keep id, uid and school_id as they are, and keep other schools' rows out. Nor are the guards that many
-- tables have alike: app/file/guards.py says what an approved class, a certificate, a rule in use rests on,
-- and derives what holds it still.
-- The text stays readable for SQLite 3.38, so that an exported plain copy opens in common tools; tables,
-- indexes and views for PostgreSQL 15 too, once translated (tests/db/postgresql.py): a truth value is no
-- number, a sum is cast to INTEGER, a column beside an aggregate is grouped by, CROSS JOIN has no ON.

------------------------------------------------------------------------------------------- codes

-- 教学内容类别: what a lesson is about
CREATE TABLE course_category (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL
) STRICT;
INSERT INTO course_category VALUES
  ('theory', '理论教育', 1),
  ('party_spirit', '党性教育', 2),
  ('professional', '专业化能力', 3),
  ('knowledge', '知识培训', 4),
  ('other', '其他', 5);

-- 教学方式: how it is taught
CREATE TABLE teaching_method (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL
) STRICT;
INSERT INTO teaching_method VALUES
  ('lecture', '讲授式', 1),
  ('discussion', '研讨式', 2),
  ('case', '案例式', 3),
  ('simulation', '模拟式', 4),
  ('experience', '体验式', 5),
  ('debate', '辩论式', 6),
  ('on_site', '现场教学', 7),
  ('interview', '访谈教学', 8),
  ('self_study', '自学', 9),
  ('ceremony', '仪式、报到', 10);

-- 专题: what a lesson is about besides its category; a school edits the list, and dates it
CREATE TABLE course_topic (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  code TEXT NOT NULL UNIQUE CHECK (trim(code) <> ''),
  name TEXT NOT NULL UNIQUE CHECK (trim(name) <> ''),
  clause TEXT NOT NULL DEFAULT '',                      -- what asks for it
  valid_from TEXT CHECK (valid_from IS date(valid_from, '+0 days')),
  valid_to TEXT CHECK (valid_to IS date(valid_to, '+0 days')),
  position INTEGER NOT NULL DEFAULT 0,
  CHECK (valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to)
) STRICT;
INSERT INTO course_topic (code, name, clause, position) VALUES
  ('xi_thought', '习近平新时代中国特色社会主义思想', '规划 一（三）3', 1),
  ('party_analysis', '党性分析', '规划 一（三）3', 2),
  ('united_front', '统一战线', '规划 三（四）（待核）', 3),
  ('ethnic', '民族工作', '规划 三（四）（待核）', 4),
  ('religion', '宗教工作', '规划 三（四）（待核）', 5),
  ('secrecy', '保密', '规划 三（四）（待核）', 6),
  ('national_security', '国家安全', '规划 三（四）（待核）', 7),
  ('statistics', '统计', '规划 三（四）（待核）', 8),
  ('emergency', '应急管理', '规划 三（四）（待核）', 9);

-- 模块: of which a long class holds several; a school edits the list
CREATE TABLE course_module (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  code TEXT NOT NULL UNIQUE CHECK (trim(code) <> ''),
  name TEXT NOT NULL UNIQUE CHECK (trim(name) <> ''),
  position INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO course_module (code, name, position) VALUES
  ('theory', '理论武装', 1),
  ('party_spirit', '党性锤炼', 2),
  ('duty', '履职能力', 3),
  ('situation', '国情县情', 4);

-- 师资类别
CREATE TABLE lecturer_kind (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL
) STRICT;
INSERT INTO lecturer_kind VALUES
  ('full_time', '专职教师', 1),
  ('part_time', '兼职教师', 2),
  ('leading_cadre', '领导干部', 3),
  ('expert', '专家学者', 4);

-- 班次类别: a tree of at most three; a rule on a kind binds those below it (class_rule). A school adds
-- kinds below these
CREATE TABLE class_kind (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  code TEXT NOT NULL UNIQUE CHECK (trim(code) <> ''),
  name TEXT NOT NULL UNIQUE CHECK (trim(name) <> ''),
  parent TEXT REFERENCES class_kind (code),
  position INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX class_kind_by_parent ON class_kind (parent);
INSERT INTO class_kind (code, name, parent, position) VALUES
  ('main', '主体班次', NULL, 10),
  ('advanced', '进修班', 'main', 11),
  ('deputy_township', '副乡科级进修班', 'advanced', 12),
  ('young', '中青年干部培训班', 'main', 13),
  ('post', '任职（初任）培训班', 'main', 14),
  ('rotation', '轮训班', 'main', 15),
  ('seminar', '专题研讨班', 'main', 16),
  ('special', '专题班次', NULL, 20),
  ('commissioned', '委托班次', NULL, 30),
  ('outreach', '送教下乡', NULL, 40),
  ('other', '其他班次', NULL, 50);

-- 半天: the usual clock and hours of a half-day; a school edits them
CREATE TABLE half_day (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL,
  starts_at TEXT NOT NULL CHECK (starts_at GLOB '[0-2][0-9]:[0-5][0-9]'),
  ends_at TEXT NOT NULL CHECK (ends_at GLOB '[0-2][0-9]:[0-5][0-9]'),
  quarter_hours INTEGER NOT NULL CHECK (quarter_hours BETWEEN 0 AND 48),
  CHECK (starts_at < ends_at)
) STRICT;
INSERT INTO half_day (id, code, name, position, starts_at, ends_at, quarter_hours) VALUES
  (1, 'morning', '上午', 1, '08:30', '11:50', 16),
  (2, 'afternoon', '下午', 2, '14:30', '17:50', 16),
  (3, 'evening', '晚上', 3, '19:00', '21:00', 8);

-- 性别 GB/T 2261.1, 民族 GB/T 3304, 政治面貌 GB/T 4762, 职务级别 GB/T 12407: filled from resources/codes
CREATE TABLE sex (code TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE ethnic_group (code TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE political_status (code TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE post_level (code TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

-------------------------------------------------------------------------------------- the school

-- 数据包: a package received. Rows of other schools enter, change and go only while one is open; what
-- reads and merges packages opens one, writes, and closes it, in one operation.
CREATE TABLE package (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  kind TEXT NOT NULL CHECK (trim(kind) <> ''),
  sender TEXT NOT NULL DEFAULT '',                      -- the school or office that sent it
  received_at TEXT NOT NULL DEFAULT (datetime('now', 'localtime')),
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
  remark TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX package_open ON package (state) WHERE state = 'open';

-- 学校: the file's own school is row 1; others enter with the packages that bring their rows
CREATE TABLE school (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  name TEXT NOT NULL CHECK (trim(name) <> ''),
  level TEXT NOT NULL DEFAULT 'county' CHECK (level IN ('county', 'city', 'province')),
  contact TEXT NOT NULL DEFAULT '',                     -- foot of the timetable: 联系人、电话
  certificate_pattern TEXT NOT NULL DEFAULT 'X{class}-{serial:04}',
  certificate_wording TEXT NOT NULL DEFAULT
    '{name}同志{person}于{start}至{end}参加我校举办的{class}，修完规定课程，计{hours}学时，成绩合格，准予结业。',
  certificate_code INTEGER NOT NULL DEFAULT 1 CHECK (certificate_code IN (0, 1)), -- 证书印二维码
  public_key TEXT NOT NULL CHECK (length(public_key) = 64), -- checks its certificates (Ed25519), hex
  default_profile TEXT NOT NULL DEFAULT 'current-county', -- policy_profile.code of new classes
  spring_from TEXT NOT NULL DEFAULT '02-01' CHECK (spring_from GLOB '[0-1][0-9]-[0-3][0-9]'),
  autumn_from TEXT NOT NULL DEFAULT '08-01' CHECK (autumn_from GLOB '[0-1][0-9]-[0-3][0-9]'),
  approval_asks TEXT NOT NULL DEFAULT 'approved_by approved_on minutes document_number', -- 审定时问什么
  roster_columns TEXT NOT NULL DEFAULT '',              -- 花名册栏目 in order, '' as the program has them
  -- the two questions that the texts leave open, as the school has answered them: shipped profiles take
  -- them up, and a profile says for itself what it counts
  on_site_interactive INTEGER NOT NULL DEFAULT 0 CHECK (on_site_interactive IN (0, 1)), -- 现场教学计入互动式
  share_base TEXT NOT NULL DEFAULT 'hours' CHECK (share_base IN ('hours', 'courses')), -- 互动式教学的基数
  leading_cadre TEXT NOT NULL DEFAULT
    '县级领导班子成员，县直部门和乡镇（街道）党政主要负责人；按授课当天的职务认定，不含本校人员。', -- who counts as 领导干部
  package_id INTEGER REFERENCES package (id),           -- what brought another school; NULL: the own one
  key_changed_at TEXT NOT NULL DEFAULT '',              -- 更换密钥: when the file got the key it has
  -- 启用日期: from this day on the school keeps its work here; what was over before may be brought in (补录)
  own_from TEXT NOT NULL DEFAULT (date('now', 'localtime')) CHECK (own_from IS date(own_from, '+0 days')),
  created_at TEXT NOT NULL DEFAULT (datetime('now', 'localtime')),
  CHECK (spring_from < autumn_from)
) STRICT;

-- 密钥: what signs certificates. app/file/sql.py reads none of it, export-sqlite leaves it out.
CREATE TABLE secret (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT;

-- 未完成: half-done reviews and half-filled forms, one for each user and thing; what is in it is no record:
-- not journaled, no part of what is checked, swept when the work is finished or given up
CREATE TABLE unfinished (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,                                     -- whose it is: 'review', a form's name
  key TEXT NOT NULL,                                      -- which of its kind
  user_name TEXT NOT NULL,
  content TEXT NOT NULL,                                  -- as whose it is wrote it, JSON
  attachment BLOB,                                        -- the workbook under review
  at TEXT NOT NULL,
  UNIQUE (kind, key, user_name)
) STRICT;

-- 角色: what a user is. Order and not secrecy: every user of the file holds its key
CREATE TABLE role (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL
) STRICT;
INSERT INTO role VALUES
  ('admin', '管理员', 1),
  ('registrar', '教务', 2),
  ('class_teacher', '班主任', 3),
  ('leader', '校领导', 4),
  ('reader', '只读', 5);

-- 权限: what an operation needs; reading and printing need none
CREATE TABLE user_right (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL
) STRICT;
INSERT INTO user_right VALUES
  ('libraries', '课程、师资和场地', 1),
  ('students', '学员档案', 2),
  ('classes', '班次', 3),
  ('plan', '课程编排', 4),
  ('approve', '审定和重开', 5),
  ('enrolment', '班内学员', 6),
  ('certificates', '证书', 7),
  ('sign', '签批', 8),
  ('rules', '政策指标', 9),
  ('school', '学校资料', 10),
  ('backup', '备份', 11),
  ('users', '用户和恢复码', 12),
  ('export', '导出不加密的副本', 13),
  ('sql', '用 SQL 写入', 14);

-- 角色的权限: 管理员 has every right, and keeps it
CREATE TABLE role_right (
  role TEXT NOT NULL REFERENCES role (code),
  user_right TEXT NOT NULL REFERENCES user_right (code),
  PRIMARY KEY (role, user_right)
) STRICT;
INSERT INTO role_right VALUES
  ('admin', 'libraries'), ('admin', 'students'), ('admin', 'classes'), ('admin', 'plan'),
  ('admin', 'approve'), ('admin', 'enrolment'), ('admin', 'certificates'), ('admin', 'sign'),
  ('admin', 'rules'), ('admin', 'school'), ('admin', 'backup'), ('admin', 'users'),
  ('admin', 'export'), ('admin', 'sql'),
  ('registrar', 'libraries'), ('registrar', 'students'), ('registrar', 'classes'),
  ('registrar', 'plan'), ('registrar', 'approve'), ('registrar', 'enrolment'),
  ('registrar', 'certificates'), ('registrar', 'rules'), ('registrar', 'school'),
  ('registrar', 'backup'),
  ('class_teacher', 'enrolment'), ('class_teacher', 'backup'),
  ('leader', 'sign');

-- 用户: who may open the file; the wrapped keys lie in the key ring, under ring_entry. In a file of before
-- there were roles the first user is 管理员 and the others are 教务
CREATE TABLE user (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  name TEXT NOT NULL UNIQUE CHECK (trim(name) <> ''),
  role TEXT NOT NULL DEFAULT 'registrar' REFERENCES role (code),
  ring_entry TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL DEFAULT (datetime('now', 'localtime'))
) STRICT;

-- 恢复演练: a backup was restored on trial and compared; digest is SHA-256 over all that was restored
CREATE TABLE rehearsal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  school_id INTEGER NOT NULL DEFAULT 1 REFERENCES school (id),
  at TEXT NOT NULL DEFAULT (datetime('now', 'localtime')),
  user_name TEXT NOT NULL DEFAULT '',
  backup_name TEXT NOT NULL CHECK (trim(backup_name) <> ''),
  backup_at TEXT NOT NULL DEFAULT '',
  last_operation INTEGER NOT NULL CHECK (last_operation >= 0),
  table_count INTEGER NOT NULL CHECK (table_count >= 0),
  row_count INTEGER NOT NULL CHECK (row_count >= 0),
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  passed INTEGER NOT NULL CHECK (passed IN (0, 1)),
  words TEXT NOT NULL DEFAULT ''
) STRICT;

-- 放假与调休: what the school enters beside the public holidays that come with the program
-- (resources/codes/holiday.csv); a line of its own stands in the place of one of the same name and year
CREATE TABLE holiday (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  school_id INTEGER NOT NULL DEFAULT 1 REFERENCES school (id),
  name TEXT NOT NULL CHECK (trim(name) <> ''),
  start_date TEXT NOT NULL CHECK (start_date GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
  end_date TEXT NOT NULL CHECK (end_date GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
  works INTEGER NOT NULL DEFAULT 0 CHECK (works IN (0, 1)), -- a weekend that is worked, not a day off
  CHECK (start_date <= end_date)
) STRICT;

-- 导入时的改正: what was mended, left out and answered before a list was imported; the workbook is as it was
CREATE TABLE mending (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  school_id INTEGER NOT NULL DEFAULT 1 REFERENCES school (id),
  file_name TEXT NOT NULL CHECK (trim(file_name) <> ''),
  digest TEXT NOT NULL CHECK (length(digest) = 64),       -- SHA-256 of the workbook
  words TEXT NOT NULL
) STRICT;

-- 认过的表头: what was said of the columns of a list; of one heading the newest row counts
CREATE TABLE known_heading (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  school_id INTEGER NOT NULL DEFAULT 1 REFERENCES school (id),
  part TEXT NOT NULL CHECK (trim(part) <> ''),            -- which sort of table: 名册, 师资表, 课程表
  shape TEXT NOT NULL CHECK (length(shape) = 64),         -- SHA-256 of the heading's texts
  words TEXT NOT NULL CHECK (words <> '')                 -- a line for each column: its text ＝ a field
) STRICT;

--------------------------------------------------------------------------- people and libraries

-- 单位
CREATE TABLE unit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  school_id INTEGER NOT NULL DEFAULT 1 REFERENCES school (id),
  name TEXT NOT NULL CHECK (trim(name) <> ''),
  pinyin TEXT NOT NULL DEFAULT '',
  terms TEXT NOT NULL DEFAULT '',
  UNIQUE (school_id, name)
) STRICT;
CREATE INDEX unit_by_pinyin ON unit (pinyin);

-- 师资库
CREATE TABLE teacher (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  school_id INTEGER NOT NULL DEFAULT 1 REFERENCES school (id),
  name TEXT NOT NULL CHECK (trim(name) <> ''),
  kind TEXT NOT NULL REFERENCES lecturer_kind (code),   -- as of today; lesson_lecturer keeps the day's
  unit_name TEXT NOT NULL DEFAULT '',
  post TEXT NOT NULL DEFAULT '',
  full_post TEXT NOT NULL DEFAULT '',                    -- 职务全称: unit and post as they came in one cell
  title TEXT NOT NULL DEFAULT '',                       -- 职称
  field TEXT NOT NULL DEFAULT '',                       -- 研究方向、擅长领域
  phone TEXT NOT NULL DEFAULT '',
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  remark TEXT NOT NULL DEFAULT '',
  pinyin TEXT NOT NULL DEFAULT '',
  terms TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX teacher_by_pinyin ON teacher (pinyin);

-- 场地、现场教学点、基地
CREATE TABLE venue (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  school_id INTEGER NOT NULL DEFAULT 1 REFERENCES school (id),
  name TEXT NOT NULL CHECK (trim(name) <> ''),
  kind TEXT NOT NULL DEFAULT 'classroom' CHECK (kind IN ('classroom', 'site', 'base')),
  address TEXT NOT NULL DEFAULT '',
  capacity INTEGER CHECK (capacity > 0),
  remark TEXT NOT NULL DEFAULT '',
  pinyin TEXT NOT NULL DEFAULT '',
  terms TEXT NOT NULL DEFAULT '',
  UNIQUE (school_id, name)
) STRICT;

-- 课程库
CREATE TABLE course (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  school_id INTEGER NOT NULL DEFAULT 1 REFERENCES school (id),
  title TEXT NOT NULL CHECK (trim(title) <> ''),
  category TEXT NOT NULL REFERENCES course_category (code),
  method TEXT NOT NULL REFERENCES teaching_method (code),
  module TEXT REFERENCES course_module (code),
  quarter_hours INTEGER NOT NULL DEFAULT 16 CHECK (quarter_hours BETWEEN 0 AND 48),
  counted INTEGER NOT NULL DEFAULT 1 CHECK (counted IN (0, 1)),
  teacher_id INTEGER REFERENCES teacher (id), -- usual lecturer
  venue_id INTEGER REFERENCES venue (id),     -- usual place
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  remark TEXT NOT NULL DEFAULT '',
  pinyin TEXT NOT NULL DEFAULT '',
  terms TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX course_by_pinyin ON course (pinyin);
CREATE INDEX course_by_teacher ON course (teacher_id);
CREATE INDEX course_by_venue ON course (venue_id);

-- 课程的专题: any number of them; a lesson takes them over
CREATE TABLE course_topic_of (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  course_id INTEGER NOT NULL REFERENCES course (id) ON DELETE CASCADE,
  topic TEXT NOT NULL REFERENCES course_topic (code),
  UNIQUE (course_id, topic)
) STRICT;

-- 照片: JPEG bytes, stored once by their hash, never changed; not in the journal
CREATE TABLE photo (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  jpeg BLOB NOT NULL
) STRICT;

-- 学员: the person, over all years
CREATE TABLE student (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  school_id INTEGER NOT NULL DEFAULT 1 REFERENCES school (id),
  name TEXT NOT NULL CHECK (trim(name) <> ''),
  sex TEXT REFERENCES sex (code),
  ethnic_group TEXT REFERENCES ethnic_group (code),
  birth_date TEXT CHECK (birth_date GLOB '[12][0-9][0-9][0-9]-[01][0-9]'
                      OR birth_date GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
  id_number TEXT CHECK (length(id_number) = 18),  -- 身份证号 GB 11643
  political_status TEXT REFERENCES political_status (code),
  education TEXT NOT NULL DEFAULT '',
  unit_id INTEGER REFERENCES unit (id),
  post TEXT NOT NULL DEFAULT '',                         -- 职务
  full_post TEXT NOT NULL DEFAULT '',                    -- 职务全称: unit and post as they came in one cell
  post_level TEXT REFERENCES post_level (code),          -- 职务层次
  rank TEXT NOT NULL DEFAULT '',                         -- 职级
  phone TEXT NOT NULL DEFAULT '',
  photo_id INTEGER REFERENCES photo (id),
  remark TEXT NOT NULL DEFAULT '',
  archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)), -- 归档: out of the lists, found by search
  pinyin TEXT NOT NULL DEFAULT '',
  terms TEXT NOT NULL DEFAULT '',
  UNIQUE (school_id, id_number)
) STRICT;
CREATE INDEX student_by_pinyin ON student (pinyin);
CREATE INDEX student_by_name ON student (name);
CREATE INDEX student_archived ON student (id) WHERE archived = 1;
CREATE INDEX student_by_unit ON student (unit_id);
CREATE INDEX student_by_birth ON student (birth_date);
CREATE INDEX student_by_post ON student (post);
CREATE INDEX student_by_phone ON student (phone);
CREATE INDEX student_by_sex ON student (sex);
CREATE INDEX student_by_ethnic_group ON student (ethnic_group);
CREATE INDEX student_by_political_status ON student (political_status);

-- the words of student.terms, for search by name, pinyin, initials, last digits
CREATE VIRTUAL TABLE student_find USING fts5 (
  terms, content = 'student', content_rowid = 'id', prefix = '1 2 3', columnsize = 0, detail = 'full'
);
CREATE TRIGGER student_find_insert AFTER INSERT ON student BEGIN
  INSERT INTO student_find (rowid, terms) VALUES (NEW.id, NEW.terms);
END;
CREATE TRIGGER student_find_delete AFTER DELETE ON student BEGIN
  INSERT INTO student_find (student_find, rowid, terms) VALUES ('delete', OLD.id, OLD.terms);
END;
CREATE TRIGGER student_find_update AFTER UPDATE OF terms ON student
WHEN OLD.terms IS NOT NEW.terms BEGIN
  INSERT INTO student_find (student_find, rowid, terms) VALUES ('delete', OLD.id, OLD.terms);
  INSERT INTO student_find (rowid, terms) VALUES (NEW.id, NEW.terms);
END;

------------------------------------------------------------------------------------------ policy

-- 政策指标: one version of one rule profile; a class keeps the version it was planned under
CREATE TABLE policy_profile (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  school_id INTEGER NOT NULL DEFAULT 1 REFERENCES school (id),
  code TEXT NOT NULL CHECK (trim(code) <> ''),
  version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
  title TEXT NOT NULL CHECK (trim(title) <> ''),
  level TEXT NOT NULL CHECK (level IN ('county', 'city', 'province')),
  effective_from TEXT,
  effective_to TEXT,
  source TEXT NOT NULL DEFAULT '',
  remark TEXT NOT NULL DEFAULT '',
  as_shipped INTEGER NOT NULL DEFAULT 0 CHECK (as_shipped IN (0, 1)), -- as the program has it, unedited
  UNIQUE (school_id, code, version)
) STRICT;

-- 称呼: what a profile calls a code on screens and papers of its classes (履职能力 for 专业化能力)
CREATE TABLE profile_label (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  profile_id INTEGER NOT NULL REFERENCES policy_profile (id) ON DELETE CASCADE,
  dimension TEXT NOT NULL CHECK (dimension IN ('category', 'method', 'lecturer_kind', 'topic')),
  code TEXT NOT NULL,
  label TEXT NOT NULL CHECK (trim(label) <> ''),
  UNIQUE (profile_id, dimension, code)
) STRICT;

-- 规则: one row for each rule of a profile, of whatever kind. metric says what is judged, and so what
-- minimum and maximum are of; a class counts in a rule if rule_class_kind, rule_level and its length say so.
--   of a class ('class'), or of all classes together (scope 'semester', 'year'):
--   share        percent of base made up by lessons with any of the tags
--   hours        quarter-hours of the counted lessons with any of the tags, of all where there are none
--   of a class only:
--   presence     lessons with any of the tags, counted or not: one at least
--   modules      modules that have counts_from quarter-hours each
--   of a semester or year only:
--   classes      number of classes; a class belongs where its last day is
--   class_share  percent of base ('classes', or their 'hours') in classes of which the tags make up
--                counts_from percent
--   lectures     lectures of every active teacher of the tagged kinds of lecturer
--   held by the profile and not judged yet:
--   leave        hours of leave of a person, of the class's hours: at most maximum of per (1 of 7)
--   offline_hours, online_hours (quarter-hours a head), offline_rate, trained_rate (percent of people)
--                of a unit's people of post_group in a year
-- What is wider than a class never bars an approval.
CREATE TABLE rule (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  profile_id INTEGER NOT NULL REFERENCES policy_profile (id) ON DELETE CASCADE,
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  metric TEXT NOT NULL DEFAULT 'share' CHECK (metric IN ('share', 'hours', 'presence', 'modules', 'classes',
    'class_share', 'lectures', 'leave', 'offline_hours', 'online_hours', 'offline_rate', 'trained_rate')),
  -- total: 'hours' all counted hours; 'courses' number of courses; 'category_hours' hours of base_category;
  -- 'classes' number of classes
  base TEXT NOT NULL DEFAULT 'hours' CHECK (base IN ('hours', 'courses', 'category_hours', 'classes')),
  base_category TEXT REFERENCES course_category (code),
  scope TEXT NOT NULL DEFAULT 'class' CHECK (scope IN ('class', 'semester', 'year')),
  minimum INTEGER CHECK (minimum >= 0),
  maximum INTEGER CHECK (maximum >= 0),
  per INTEGER NOT NULL DEFAULT 100 CHECK (per > 0),      -- 100: percent
  counts_from INTEGER NOT NULL DEFAULT 0 CHECK (counts_from >= 0),
  minimum_days INTEGER NOT NULL DEFAULT 0 CHECK (minimum_days >= 0), -- binds classes of so many days
  minimum_months INTEGER NOT NULL DEFAULT 0 CHECK (minimum_months >= 0), -- or months: see class_length
  post_group TEXT NOT NULL DEFAULT '' CHECK (post_group IN ('', 'division', 'section')), -- 县处级以上、乡科级以下
  severity TEXT NOT NULL DEFAULT 'block' CHECK (severity IN ('block', 'warn', 'info')),
  clause TEXT NOT NULL DEFAULT '',
  verified INTEGER NOT NULL DEFAULT 1 CHECK (verified IN (0, 1)), -- 0: 待核
  position INTEGER NOT NULL DEFAULT 0,
  UNIQUE (profile_id, code),
  CHECK (minimum IS NOT NULL OR maximum IS NOT NULL),
  CHECK (minimum IS NULL OR maximum IS NULL OR minimum <= maximum),
  CHECK (metric NOT IN ('share', 'class_share', 'offline_rate', 'trained_rate')
    OR (coalesce(minimum, 0) <= 100 AND coalesce(maximum, 0) <= 100)),
  CHECK (metric = 'leave' OR per = 100),
  CHECK (metric IN ('share', 'hours') OR (metric IN ('presence', 'modules', 'leave') AND scope = 'class')
    OR (metric NOT IN ('presence', 'modules', 'leave') AND scope <> 'class')),
  CHECK ((base = 'category_hours') = (base_category IS NOT NULL)),
  CHECK (base <> 'classes' OR metric = 'class_share')
) STRICT;

-- what counts towards the part: a lesson with any one of the tags does
CREATE TABLE rule_tag (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  rule_id INTEGER NOT NULL REFERENCES rule (id) ON DELETE CASCADE,
  dimension TEXT NOT NULL CHECK (dimension IN ('category', 'method', 'lecturer_kind', 'topic')),
  code TEXT NOT NULL,
  UNIQUE (rule_id, dimension, code)
) STRICT;

-- which kinds of class, and which school levels, a rule binds. A kind stands for all below it; the nearest
-- one named decides, with a minimum or maximum of its own where it has one
CREATE TABLE rule_class_kind (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  rule_id INTEGER NOT NULL REFERENCES rule (id) ON DELETE CASCADE,
  class_kind TEXT NOT NULL REFERENCES class_kind (code),
  minimum INTEGER CHECK (minimum >= 0),
  maximum INTEGER CHECK (maximum >= 0),
  UNIQUE (rule_id, class_kind)
) STRICT;
CREATE TABLE rule_level (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  rule_id INTEGER NOT NULL REFERENCES rule (id) ON DELETE CASCADE,
  level TEXT NOT NULL CHECK (level IN ('county', 'city', 'province')),
  UNIQUE (rule_id, level)
) STRICT;

-- a minimum that grows with the length of the class: the longest step that it reaches decides; a class that
-- reaches none is not bound
CREATE TABLE rule_step (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  rule_id INTEGER NOT NULL REFERENCES rule (id) ON DELETE CASCADE,
  minimum_days INTEGER NOT NULL CHECK (minimum_days > 0),
  minimum INTEGER NOT NULL CHECK (minimum >= 0),
  UNIQUE (rule_id, minimum_days)
) STRICT;

----------------------------------------------------------------------------------------- classes

-- 班次
CREATE TABLE class (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  school_id INTEGER NOT NULL DEFAULT 1 REFERENCES school (id),
  code TEXT NOT NULL CHECK (trim(code) <> ''),           -- 班次编号
  name TEXT NOT NULL CHECK (trim(name) <> ''),
  issue TEXT NOT NULL DEFAULT '',                        -- 期次
  kind TEXT NOT NULL DEFAULT 'main' REFERENCES class_kind (code),
  kind_reason TEXT NOT NULL DEFAULT '',                  -- why its kind was changed, the last time
  -- 学制: as the call-up says it; where nobody typed it the dates and the lessons say how long it is
  study_length INTEGER CHECK (study_length > 0),
  study_unit TEXT NOT NULL DEFAULT 'day' CHECK (study_unit IN ('day', 'week', 'month')),
  host TEXT NOT NULL DEFAULT '',                         -- 主办单位
  organiser TEXT NOT NULL DEFAULT '',                    -- 承办单位
  audience TEXT NOT NULL DEFAULT '',                     -- 培训对象
  aim TEXT NOT NULL DEFAULT '',                          -- 培训目标
  class_teacher_id INTEGER REFERENCES teacher (id), -- 班主任
  venue_id INTEGER REFERENCES venue (id),           -- usual classroom
  planned_count INTEGER CHECK (planned_count >= 0),
  contact TEXT NOT NULL DEFAULT '',
  cost_fen INTEGER CHECK (cost_fen >= 0),
  evaluation TEXT NOT NULL DEFAULT '',                   -- 评估结果, as typed
  profile_id INTEGER NOT NULL REFERENCES policy_profile (id),
  status TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'approved', 'running', 'closed')),
  version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
  approved_at TEXT,
  approved_by TEXT NOT NULL DEFAULT '',                  -- 审定机构: 校委会 …; these four as the school asks them
  approved_on TEXT CHECK (approved_on IS date(approved_on, '+0 days')), -- 审定日期, of the meeting
  minutes TEXT NOT NULL DEFAULT '',                      -- 会议纪要
  document_number TEXT NOT NULL DEFAULT '',              -- 组织部文号
  closed_at TEXT,
  -- 补录: a class of before the school kept its work here. It is over when it comes, has no lessons and is
  -- judged by no rule; the figures of lessons are typed, as far as they are known (hours in quarter-hours)
  brought_in INTEGER NOT NULL DEFAULT 0 CHECK (brought_in IN (0, 1)),
  typed_quarter_hours INTEGER CHECK (typed_quarter_hours >= 0),
  typed_days INTEGER CHECK (typed_days > 0),             -- 教学天数
  typed_people INTEGER CHECK (typed_people >= 0),        -- counts where fewer people are written down
  typed_party_spirit INTEGER CHECK (typed_party_spirit >= 0),
  typed_interactive INTEGER CHECK (typed_interactive >= 0),
  typed_leaders INTEGER CHECK (typed_leaders >= 0),
  remark TEXT NOT NULL DEFAULT '',
  archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)), -- 归档: out of the lists, found by search
  pinyin TEXT NOT NULL DEFAULT '',
  terms TEXT NOT NULL DEFAULT '',
  UNIQUE (school_id, code),
  CHECK (brought_in = 0 OR (status = 'closed' AND version = 1 AND coalesce(approved_at, approved_on, closed_at) IS NULL
    AND approved_by = '' AND minutes = '' AND document_number = '')),
  CHECK (brought_in = 1 OR coalesce(typed_quarter_hours, typed_days, typed_people, typed_party_spirit,
    typed_interactive, typed_leaders) IS NULL),
  CHECK (coalesce(typed_party_spirit, 0) <= coalesce(typed_quarter_hours, 0)
    AND coalesce(typed_interactive, 0) <= coalesce(typed_quarter_hours, 0)
    AND coalesce(typed_leaders, 0) <= coalesce(typed_quarter_hours, 0))
) STRICT;
CREATE INDEX class_by_profile ON class (profile_id);
CREATE INDEX class_archived ON class (id) WHERE archived = 1;
CREATE INDEX class_by_class_teacher ON class (class_teacher_id);
CREATE INDEX class_by_venue ON class (venue_id);
CREATE INDEX class_by_status ON class (status);

-- 分段: the date spans of a class; one for most, several for 分段式
CREATE TABLE class_span (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  class_id INTEGER NOT NULL REFERENCES class (id) ON DELETE CASCADE,
  start_date TEXT NOT NULL CHECK (start_date IS date(start_date, '+0 days')),
  end_date TEXT NOT NULL CHECK (end_date IS date(end_date, '+0 days')),
  UNIQUE (class_id, start_date),
  CHECK (start_date <= end_date)
) STRICT;

-- 课次
CREATE TABLE lesson (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  class_id INTEGER NOT NULL REFERENCES class (id) ON DELETE CASCADE,
  date TEXT NOT NULL CHECK (date IS date(date, '+0 days')),
  half TEXT NOT NULL REFERENCES half_day (code),
  starts_at TEXT NOT NULL CHECK (starts_at GLOB '[0-2][0-9]:[0-5][0-9]'),
  ends_at TEXT NOT NULL CHECK (ends_at GLOB '[0-2][0-9]:[0-5][0-9]'),
  course_id INTEGER REFERENCES course (id),
  title TEXT NOT NULL CHECK (trim(title) <> ''),
  category TEXT NOT NULL REFERENCES course_category (code),
  method TEXT NOT NULL REFERENCES teaching_method (code),
  module TEXT REFERENCES course_module (code),
  quarter_hours INTEGER NOT NULL CHECK (quarter_hours BETWEEN 0 AND 48),
  counted INTEGER NOT NULL DEFAULT 1 CHECK (counted IN (0, 1)), -- 计入学时
  venue_id INTEGER REFERENCES venue (id),
  chair TEXT NOT NULL DEFAULT '',                         -- 主持人
  remark TEXT NOT NULL DEFAULT '',
  CHECK (starts_at < ends_at)
) STRICT;
-- by class, day and place alike; what a clash asks about stands in the index itself
CREATE INDEX lesson_by_class ON lesson (class_id, date, starts_at, ends_at, course_id, venue_id);
CREATE INDEX lesson_by_date ON lesson (date, starts_at, ends_at, class_id, course_id, venue_id);
CREATE INDEX lesson_by_course ON lesson (course_id);
CREATE INDEX lesson_by_venue ON lesson (venue_id, date, starts_at, ends_at, class_id, course_id);

-- 课次的专题: any number of them
CREATE TABLE lesson_topic (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  lesson_id INTEGER NOT NULL REFERENCES lesson (id) ON DELETE CASCADE,
  topic TEXT NOT NULL REFERENCES course_topic (code),
  UNIQUE (lesson_id, topic)
) STRICT;
CREATE INDEX lesson_topic_by_topic ON lesson_topic (topic);

-- 授课人; kind, unit and post are those of the day the lesson is held
CREATE TABLE lesson_lecturer (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  lesson_id INTEGER NOT NULL REFERENCES lesson (id) ON DELETE CASCADE,
  teacher_id INTEGER NOT NULL REFERENCES teacher (id),
  kind TEXT NOT NULL REFERENCES lecturer_kind (code),
  unit_name TEXT NOT NULL DEFAULT '',
  post TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL DEFAULT 1,
  UNIQUE (lesson_id, teacher_id)
) STRICT;
CREATE INDEX lesson_lecturer_by_teacher ON lesson_lecturer (teacher_id);

----------------------------------------------------------- enrolment, attendance, certificates

-- 入班: unit, post, level, rank and political status as they were that day
CREATE TABLE enrolment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  class_id INTEGER NOT NULL REFERENCES class (id) ON DELETE CASCADE,
  student_id INTEGER NOT NULL REFERENCES student (id),
  number INTEGER NOT NULL DEFAULT 0,                      -- 序号
  unit_name TEXT NOT NULL DEFAULT '',
  post TEXT NOT NULL DEFAULT '',
  full_post TEXT NOT NULL DEFAULT '',                     -- 职务全称
  post_level TEXT REFERENCES post_level (code),
  rank TEXT NOT NULL DEFAULT '',
  political_status TEXT REFERENCES political_status (code),
  group_name TEXT NOT NULL DEFAULT '',                    -- 组别
  role TEXT NOT NULL DEFAULT '',                          -- 班委职务
  status TEXT NOT NULL DEFAULT 'enrolled' CHECK (status IN ('enrolled', 'completed', 'withdrawn')),
  quarter_hours INTEGER CHECK (quarter_hours >= 0),       -- 补录: where a person's hours are not the class's
  remark TEXT NOT NULL DEFAULT '',
  UNIQUE (class_id, student_id)
) STRICT;
CREATE INDEX enrolment_by_student ON enrolment (student_id);

-- 考勤, one row for each half-day that was not simply attended
CREATE TABLE attendance (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  enrolment_id INTEGER NOT NULL REFERENCES enrolment (id) ON DELETE CASCADE,
  lesson_id INTEGER NOT NULL REFERENCES lesson (id) ON DELETE CASCADE,
  status TEXT NOT NULL
    CHECK (status IN ('present', 'late', 'official_leave', 'sick_leave', 'personal_leave', 'absent')),
  remark TEXT NOT NULL DEFAULT '',
  UNIQUE (enrolment_id, lesson_id)
) STRICT;
CREATE INDEX attendance_by_lesson ON attendance (lesson_id);

-- 学时记录: a person's hours; class_id where they were earned here
CREATE TABLE hour_entry (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  school_id INTEGER NOT NULL DEFAULT 1 REFERENCES school (id),
  student_id INTEGER NOT NULL REFERENCES student (id),
  class_id INTEGER REFERENCES class (id) ON DELETE SET NULL,
  form TEXT NOT NULL CHECK (form IN ('offline', 'online', 'elsewhere')), -- 脱产、网络、外出调训
  title TEXT NOT NULL,
  start_date TEXT NOT NULL,
  end_date TEXT NOT NULL,
  quarter_hours INTEGER NOT NULL CHECK (quarter_hours >= 0),
  remark TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX hour_entry_by_student ON hour_entry (student_id, end_date);
CREATE UNIQUE INDEX hour_entry_by_class ON hour_entry (class_id, student_id, school_id)
  WHERE class_id IS NOT NULL;

-- 证书台账: outlives class, student and template; rows are never deleted, numbers never reused. 补录 are those
-- of before the school kept its work here: whatever number they had, of no series, signed by nobody here
CREATE TABLE certificate (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE DEFAULT (format('%08x-%04x-4%03x-%04x-%012x', random() & 0xffffffff,
    random() & 0xffff, random() & 0xfff, random() & 0x3fff | 0x8000, random() & 0xffffffffffff)),
  school_id INTEGER NOT NULL DEFAULT 1 REFERENCES school (id),
  number TEXT NOT NULL,
  series TEXT,                                            -- the pattern with its serial left out
  serial INTEGER,
  class_id INTEGER REFERENCES class (id) ON DELETE SET NULL,
  student_id INTEGER REFERENCES student (id) ON DELETE SET NULL,
  class_code TEXT NOT NULL,
  class_name TEXT NOT NULL,
  student_name TEXT NOT NULL,
  start_date TEXT NOT NULL,
  end_date TEXT NOT NULL,
  quarter_hours INTEGER NOT NULL,
  wording TEXT NOT NULL,
  school_name TEXT NOT NULL,
  issue_date TEXT NOT NULL,
  verification_code TEXT NOT NULL,
  signature TEXT,                                         -- NULL: issued before there were signatures
  key_fingerprint TEXT,                                   -- of the public key that checks it
  photo_id INTEGER REFERENCES photo (id),
  status TEXT NOT NULL DEFAULT 'issued' CHECK (status IN ('issued', 'voided')),
  void_date TEXT,
  void_reason TEXT NOT NULL DEFAULT '',
  replaces_id INTEGER REFERENCES certificate (id),        -- reissue: the voided one it stands for
  brought_in INTEGER NOT NULL DEFAULT 0 CHECK (brought_in IN (0, 1)),
  UNIQUE (school_id, number),
  UNIQUE (school_id, series, serial),
  CHECK ((status = 'voided') = (void_date IS NOT NULL)),
  CHECK ((signature IS NULL) = (key_fingerprint IS NULL)),
  CHECK ((brought_in = 1) = (series IS NULL) AND (brought_in = 1) = (serial IS NULL)),
  CHECK (brought_in = 0 OR (trim(number) <> '' AND signature IS NULL AND wording = ''
    AND verification_code = '' AND photo_id IS NULL AND replaces_id IS NULL))
) STRICT;
CREATE INDEX certificate_by_class ON certificate (class_id);
CREATE INDEX certificate_by_student ON certificate (student_id);
CREATE INDEX certificate_by_replaces ON certificate (replaces_id);
CREATE INDEX certificate_brought_in_by_number ON certificate (number) WHERE brought_in = 1;
-- one valid certificate for a person and class
CREATE UNIQUE INDEX certificate_valid ON certificate (class_id, student_id)
  WHERE status = 'issued' AND class_id IS NOT NULL AND student_id IS NOT NULL;

------------------------------------------------------------------------------------- the journal

-- 操作: what was done, by whom, when
CREATE TABLE operation (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,                                     -- 撤销 names it: '删除学员 张伟'
  at TEXT NOT NULL DEFAULT (datetime('now', 'localtime')),
  user_name TEXT NOT NULL DEFAULT '',
  -- 'stack': Ctrl+Z takes it back; 'apart': passed over; 'barrier': nothing before it is taken back
  undo TEXT NOT NULL DEFAULT 'stack' CHECK (undo IN ('stack', 'apart', 'barrier')),
  -- 'done', 'undone' (may be redone), 'dropped' (undone, and new work has come since)
  state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'undone', 'dropped')),
  -- the operation that this one takes back or repeats; in an archive, maybe, by now
  reverses_id INTEGER,
  -- a run, of keystrokes say, is taken back in one step: run_id is its first operation, joins what those
  -- that follow must have in common with it, run_name what undo calls it beside how many they are
  run_id INTEGER,
  joins TEXT NOT NULL DEFAULT '',
  run_name TEXT NOT NULL DEFAULT '',
  -- codes of user_right with a space between: what it needed, and its undo needs. Of what was done before
  -- there were rights, or past the program, nobody knows: that only 管理员 takes back
  rights TEXT NOT NULL DEFAULT 'sql',
  -- the chain: hash over the one before, this row but for its state, and all it wrote (app/file/chain.py);
  -- '' while the operation is under way
  previous_hash TEXT NOT NULL DEFAULT '',
  hash TEXT NOT NULL DEFAULT '',
  CHECK (id > 0)
) STRICT;
CREATE INDEX operation_by_done ON operation (id) WHERE state = 'done' AND undo <> 'apart';
CREATE INDEX operation_by_undone ON operation (id) WHERE state = 'undone';
CREATE INDEX operation_by_reverses ON operation (reverses_id) WHERE reverses_id IS NOT NULL;
CREATE INDEX operation_by_run ON operation (run_id) WHERE run_id IS NOT NULL;

-- 变更: one changed row, before and after, as JSON objects; operation_id is NULL for a write from outside.
-- Never rewritten: schema_version says whose names of table and columns it bears (app/file/steps.py).
CREATE TABLE change (
  id INTEGER PRIMARY KEY,
  operation_id INTEGER REFERENCES operation (id),
  schema_version INTEGER NOT NULL DEFAULT 1,              -- version 1 did not say it
  table_name TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('insert', 'update', 'delete')),
  before TEXT,
  after TEXT,
  CHECK (id > 0)
) STRICT;
CREATE INDEX change_by_operation ON change (operation_id);
CREATE INDEX change_by_row ON change (table_name, row_id);

-- the operation under way; empty between operations
CREATE TABLE journal_head (operation_id INTEGER NOT NULL REFERENCES operation (id)) STRICT;

-- 基准: digests of all rows as an operation found them, which a check starts from (app/file/baseline.py):
-- SHA-256 over the rows of a table whose id divided by 1024 is part; change_id is the last change before
CREATE TABLE baseline (
  id INTEGER PRIMARY KEY,
  operation_id INTEGER NOT NULL REFERENCES operation (id),
  change_id INTEGER NOT NULL,
  table_name TEXT NOT NULL,
  part INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  digest TEXT NOT NULL,
  CHECK (id > 0)
) STRICT;
CREATE INDEX baseline_by_operation ON baseline (operation_id);

-- 归档: where the operations before first went, up to last_id; last_hash is what the chain goes on from
CREATE TABLE journal_archive (
  id INTEGER PRIMARY KEY,
  operation_id INTEGER NOT NULL,                          -- which archived them
  first_id INTEGER NOT NULL,
  last_id INTEGER NOT NULL,
  last_change_id INTEGER NOT NULL,
  first_at TEXT NOT NULL,
  last_at TEXT NOT NULL,
  operation_count INTEGER NOT NULL,
  change_count INTEGER NOT NULL,
  previous_hash TEXT NOT NULL,                            -- what the archive's own chain goes on from
  last_hash TEXT NOT NULL,
  file_name TEXT NOT NULL,
  folder TEXT NOT NULL,                                   -- where it was written; it may have moved since
  CHECK (id > 0)
) STRICT;

----------------------------------------------------------------------------- views: plain readings

-- 班次起止: calendar_days counts every day of the spans
CREATE VIEW class_dates AS
SELECT c.id AS class_id,
  (SELECT min(start_date) FROM class_span p WHERE p.class_id = c.id) AS start_date,
  (SELECT max(end_date) FROM class_span p WHERE p.class_id = c.id) AS end_date,
  (SELECT CAST(coalesce(sum(julianday(end_date) - julianday(start_date) + 1), 0) AS INTEGER)
     FROM class_span p WHERE p.class_id = c.id) AS calendar_days
FROM class c;

-- people whom nobody wrote down one by one: of a class brought in, as many as its typed number is above those
-- who are in it
CREATE VIEW class_unnamed AS
SELECT c.id AS class_id,
  CASE WHEN c.typed_people > (SELECT count(*) FROM enrolment e WHERE e.class_id = c.id AND e.status <> 'withdrawn')
    THEN c.typed_people - (SELECT count(*) FROM enrolment e WHERE e.class_id = c.id AND e.status <> 'withdrawn')
    ELSE 0 END AS people
FROM class c;

-- 班次概况: teaching_days are days with a lesson; quarter_hours the counted ones. Of a class brought in they are
-- as typed; of one without 教学天数 the days are those of the calendar
CREATE VIEW class_summary AS
SELECT c.id AS class_id, d.start_date, d.end_date, d.calendar_days,
  CASE WHEN c.brought_in = 1 THEN coalesce(c.typed_days, d.calendar_days)
    ELSE (SELECT count(DISTINCT s.date) FROM lesson s WHERE s.class_id = c.id) END AS teaching_days,
  CASE WHEN c.brought_in = 1 THEN coalesce(c.typed_quarter_hours, 0)
    ELSE (SELECT CAST(coalesce(sum(s.quarter_hours), 0) AS INTEGER) FROM lesson s
      WHERE s.class_id = c.id AND s.counted = 1) END AS quarter_hours,
  (SELECT count(*) FROM lesson s WHERE s.class_id = c.id) AS lesson_count,
  (SELECT count(*) FROM enrolment e WHERE e.class_id = c.id AND e.status <> 'withdrawn')
    + CASE WHEN c.typed_people IS NULL THEN 0
      ELSE (SELECT u.people FROM class_unnamed u WHERE u.class_id = c.id) END AS enrolled_count,
  (SELECT count(*) FROM enrolment e WHERE e.class_id = c.id AND e.status = 'completed')
    + CASE WHEN c.typed_people IS NULL THEN 0
      ELSE (SELECT u.people FROM class_unnamed u WHERE u.class_id = c.id) END AS completed_count,
  (SELECT count(*) FROM lesson s WHERE s.class_id = c.id AND s.method = 'on_site') AS on_site_count,
  CASE WHEN EXISTS (SELECT 1 FROM lesson s JOIN lesson_topic x ON x.lesson_id = s.id
      WHERE s.class_id = c.id AND x.topic = 'party_analysis')
    THEN 1 ELSE 0 END AS party_analysis
FROM class c JOIN class_dates d ON d.class_id = c.id;

-- 学时 of a person: what is written down, and of classes brought in what they gave who completed them
CREATE VIEW student_hours AS
SELECT h.student_id, h.class_id, h.form, h.title, h.start_date, h.end_date, h.quarter_hours, h.remark,
  0 AS brought_in
FROM hour_entry h
UNION ALL
SELECT e.student_id, e.class_id, 'offline', c.name, d.start_date, d.end_date,
  coalesce(e.quarter_hours, c.typed_quarter_hours, 0), '', 1
FROM enrolment e JOIN class c ON c.id = e.class_id JOIN class_dates d ON d.class_id = c.id
WHERE c.brought_in = 1 AND e.status = 'completed';

-- 班次的长短: the typed length decides, a month being 30 days or 4 weeks; where none is typed, days are those
-- of the calendar, and a month is 20 days of teaching or 28 of the calendar
CREATE VIEW class_length AS
SELECT c.id AS class_id,
  CASE WHEN c.study_length IS NULL THEN d.calendar_days
       WHEN c.study_unit = 'month' THEN 30 * c.study_length
       WHEN c.study_unit = 'week' THEN 7 * c.study_length ELSE c.study_length END AS days,
  CASE WHEN c.study_length IS NOT NULL
         THEN CASE c.study_unit WHEN 'month' THEN c.study_length WHEN 'week' THEN c.study_length / 4
              ELSE c.study_length / 28 END
       WHEN d.calendar_days / 28 >= (SELECT count(DISTINCT s.date) FROM lesson s WHERE s.class_id = c.id) / 20
         THEN d.calendar_days / 28
       ELSE (SELECT count(DISTINCT s.date) FROM lesson s WHERE s.class_id = c.id) / 20 END AS months
FROM class c JOIN class_dates d ON d.class_id = c.id;

-- a kind of class and all above it, itself first: there are three at most
CREATE VIEW class_kind_line AS
SELECT k.code AS kind, k.code AS above, 0 AS distance FROM class_kind k
UNION ALL
SELECT k.code, p.code, 1 FROM class_kind k JOIN class_kind p ON p.code = k.parent
UNION ALL
SELECT k.code, g.code, 2 FROM class_kind k JOIN class_kind p ON p.code = k.parent
  JOIN class_kind g ON g.code = p.parent;

-- the lessons that have any of a rule's tags; one stands here once for each tag that it has
CREATE VIEW tagged_lesson AS
SELECT t.rule_id, s.id AS lesson_id FROM rule_tag t JOIN lesson s ON s.category = t.code
WHERE t.dimension = 'category'
UNION ALL
SELECT t.rule_id, s.id FROM rule_tag t JOIN lesson s ON s.method = t.code WHERE t.dimension = 'method'
UNION ALL
SELECT t.rule_id, x.lesson_id FROM rule_tag t JOIN lesson_topic x ON x.topic = t.code
WHERE t.dimension = 'topic'
UNION ALL
SELECT t.rule_id, l.lesson_id FROM rule_tag t JOIN lesson_lecturer l ON l.kind = t.code
WHERE t.dimension = 'lecturer_kind';

-- for every rule of a class's profile that looks at hours: its counted lessons, their weight in the total,
-- and whether they belong to the part
CREATE VIEW lesson_share AS
SELECT s.class_id, s.id AS lesson_id, s.date, r.id AS rule_id,
  CASE r.base WHEN 'courses' THEN 1 ELSE s.quarter_hours END AS weight,
  -- a course held over several half-days is one course
  CASE r.base WHEN 'courses' THEN coalesce('#' || s.course_id, '=' || s.title) END AS course_key,
  CASE WHEN EXISTS (SELECT 1 FROM tagged_lesson t WHERE t.rule_id = r.id AND t.lesson_id = s.id)
      OR (r.metric = 'hours' AND NOT EXISTS (SELECT 1 FROM rule_tag t WHERE t.rule_id = r.id))
    THEN 1 ELSE 0 END AS hit
FROM class c
JOIN lesson s ON s.class_id = c.id
JOIN rule r ON r.profile_id = c.profile_id
WHERE s.counted = 1 AND s.quarter_hours > 0 AND r.metric IN ('share', 'hours', 'class_share')
  AND (r.base <> 'category_hours' OR s.category = r.base_category);

-- counted hours of a class by module
CREATE VIEW class_module AS
SELECT s.class_id, s.module, m.name, CAST(sum(s.quarter_hours) AS INTEGER) AS quarter_hours
FROM lesson s JOIN course_module m ON m.code = s.module
WHERE s.counted = 1
GROUP BY s.class_id, s.module, m.name;

-------------------------------------------------------------------------- views: those that judge

-- 约束: the rules in which a class counts, by its kind, its length and its school's level, and what they ask
-- of it: what the nearest kind named says, else the rule; a minimum by steps stands in class_figure
CREATE VIEW class_rule AS
SELECT c.id AS class_id, c.school_id, c.status, c.brought_in, c.profile_id, r.id AS rule_id, r.code, r.title, r.metric,
  r.base, r.base_category, r.scope, r.counts_from, r.minimum_days, r.minimum_months, r.severity, r.clause,
  r.verified, r.position,
  coalesce(
    CASE WHEN k.id IS NOT NULL THEN k.minimum WHEN ka.id IS NOT NULL THEN ka.minimum ELSE kb.minimum END,
    r.minimum) AS minimum,
  coalesce(
    CASE WHEN k.id IS NOT NULL THEN k.maximum WHEN ka.id IS NOT NULL THEN ka.maximum ELSE kb.maximum END,
    r.maximum) AS maximum
FROM class c
JOIN rule r ON r.profile_id = c.profile_id
LEFT JOIN class_kind a ON a.code = c.kind
LEFT JOIN class_kind b ON b.code = a.parent
LEFT JOIN rule_class_kind k ON k.rule_id = r.id AND k.class_kind = c.kind
LEFT JOIN rule_class_kind ka ON ka.rule_id = r.id AND ka.class_kind = a.parent
LEFT JOIN rule_class_kind kb ON kb.rule_id = r.id AND kb.class_kind = b.parent
WHERE (k.id IS NOT NULL OR ka.id IS NOT NULL OR kb.id IS NOT NULL)
  AND EXISTS (SELECT 1 FROM rule_level v JOIN school o ON o.level = v.level
    WHERE v.rule_id = r.id AND o.id = c.school_id)
  AND (r.minimum_days = 0
    OR (SELECT n.days FROM class_length n WHERE n.class_id = c.id) >= r.minimum_days)
  AND (r.minimum_months = 0
    OR (SELECT n.months FROM class_length n WHERE n.class_id = c.id) >= r.minimum_months)
  AND (NOT EXISTS (SELECT 1 FROM rule_step t WHERE t.rule_id = r.id)
    OR EXISTS (SELECT 1 FROM rule_step t WHERE t.rule_id = r.id
      AND t.minimum_days <= (SELECT n.days FROM class_length n WHERE n.class_id = c.id)));

-- part and total of every share that binds a class by itself
CREATE VIEW class_rule_sum AS
SELECT x.class_id, x.rule_id, x.code, x.title, x.base, x.base_category, coalesce(x.minimum, 0) AS minimum,
  x.maximum, x.severity, x.clause, x.verified, x.position,
  -- where courses are counted each has a key, and where hours are, none has
  max((SELECT count(DISTINCT s.course_key)
         + CAST(coalesce(sum(CASE WHEN s.course_key IS NULL THEN s.weight END), 0) AS INTEGER)
       FROM lesson_share s WHERE s.class_id = x.class_id AND s.rule_id = x.rule_id)) AS total,
  max((SELECT count(DISTINCT s.course_key)
         + CAST(coalesce(sum(CASE WHEN s.course_key IS NULL THEN s.weight END), 0) AS INTEGER)
       FROM lesson_share s WHERE s.class_id = x.class_id AND s.rule_id = x.rule_id AND s.hit = 1)) AS part
FROM class_rule x
WHERE x.scope = 'class' AND x.metric = 'share' AND x.brought_in = 0
-- a group for each rule: so that part and total are reckoned once, however often they are asked
GROUP BY x.class_id, x.rule_id, x.code, x.title, x.base, x.base_category, x.minimum, x.maximum, x.severity,
  x.clause, x.verified, x.position;

-- 比例: verdict is passed 达标, below 不足, above 超过, unassessed 未评定 (nothing counted yet);
-- part, total, missing: quarter-hours, or courses where base is 'courses';
-- missing: more needed while the total stays, or fewer where it is above; missing_added: more needed when it
-- is added to the total
CREATE VIEW class_share AS
SELECT class_id, code AS rule, rule_id, title, part, total, minimum,
  CASE WHEN total = 0 THEN 'unassessed'
       WHEN 100 * part < minimum * total THEN 'below'
       WHEN 100 * part > coalesce(maximum, 100) * total THEN 'above' ELSE 'passed' END AS verdict,
  CASE WHEN 100 * part < minimum * total THEN (minimum * total - 100 * part + 99) / 100
       WHEN 100 * part > coalesce(maximum, 100) * total THEN (100 * part - maximum * total + 99) / 100
       ELSE 0 END AS missing,
  CASE WHEN 100 * part >= minimum * total THEN 0
       WHEN minimum = 100 THEN NULL
       ELSE (minimum * total - 100 * part + 99 - minimum) / (100 - minimum)
  END AS missing_added,
  base, base_category, severity, clause, verified, position, maximum
FROM class_rule_sum;

-- both figures of a share, whatever its base: quarter-hours, and courses
CREATE VIEW class_share_bases AS
SELECT x.class_id, x.code AS rule, x.rule_id, x.title, x.base,
  (SELECT CAST(coalesce(sum(l.quarter_hours), 0) AS INTEGER) FROM lesson_share s
     JOIN lesson l ON l.id = s.lesson_id
    WHERE s.class_id = x.class_id AND s.rule_id = x.rule_id) AS total_quarter_hours,
  (SELECT CAST(coalesce(sum(l.quarter_hours), 0) AS INTEGER) FROM lesson_share s
     JOIN lesson l ON l.id = s.lesson_id
    WHERE s.class_id = x.class_id AND s.rule_id = x.rule_id AND s.hit = 1) AS part_quarter_hours,
  (SELECT count(DISTINCT coalesce('#' || l.course_id, '=' || l.title)) FROM lesson_share s
     JOIN lesson l ON l.id = s.lesson_id
    WHERE s.class_id = x.class_id AND s.rule_id = x.rule_id) AS total_courses,
  (SELECT count(DISTINCT coalesce('#' || l.course_id, '=' || l.title)) FROM lesson_share s
     JOIN lesson l ON l.id = s.lesson_id
    WHERE s.class_id = x.class_id AND s.rule_id = x.rule_id AND s.hit = 1) AS part_courses
FROM class_rule x
WHERE x.scope = 'class' AND x.metric = 'share' AND x.brought_in = 0;

-- 必备环节
CREATE VIEW class_presence AS
SELECT x.class_id, x.code AS rule, x.rule_id, x.title, x.minimum_days, x.minimum_months,
  CASE WHEN EXISTS (SELECT 1 FROM lesson s WHERE s.class_id = x.class_id
      AND EXISTS (SELECT 1 FROM tagged_lesson t WHERE t.rule_id = x.rule_id AND t.lesson_id = s.id))
    THEN 'passed' ELSE 'below' END AS verdict,
  x.severity, x.clause, x.verified, x.position
FROM class_rule x
WHERE x.metric = 'presence' AND x.brought_in = 0;

-- 数量: hours of what is tagged (quarter-hours), and modules that have enough of them
CREATE VIEW class_figure AS
SELECT g.class_id, g.code AS rule, g.rule_id, g.metric, g.title, g.amount, g.minimum, g.maximum,
  CASE WHEN g.amount < g.minimum THEN 'below' WHEN g.amount > g.maximum THEN 'above' ELSE 'passed' END
    AS verdict,
  CASE WHEN g.amount < g.minimum THEN g.minimum - g.amount
       WHEN g.amount > g.maximum THEN g.amount - g.maximum ELSE 0 END AS missing,
  g.counts_from, g.severity, g.clause, g.verified, g.position
FROM (SELECT x.class_id, x.code, x.rule_id, x.metric, x.title, x.maximum, x.counts_from, x.severity,
    x.clause, x.verified, x.position,
    max(coalesce((SELECT t.minimum FROM rule_step t WHERE t.rule_id = x.rule_id
        AND t.minimum_days <= (SELECT n.days FROM class_length n WHERE n.class_id = x.class_id)
      ORDER BY t.minimum_days DESC LIMIT 1), x.minimum)) AS minimum,
    max(CASE x.metric WHEN 'hours'
      THEN (SELECT CAST(coalesce(sum(s.weight), 0) AS INTEGER) FROM lesson_share s
             WHERE s.class_id = x.class_id AND s.rule_id = x.rule_id AND s.hit = 1)
      ELSE (SELECT count(DISTINCT s.module) FROM lesson s WHERE s.class_id = x.class_id
             AND (SELECT CAST(sum(z.quarter_hours) AS INTEGER) FROM lesson z WHERE z.class_id = s.class_id
               AND z.module = s.module AND z.counted = 1) >= x.counts_from) END) AS amount
  FROM class_rule x
  WHERE x.scope = 'class' AND x.metric IN ('hours', 'modules') AND x.brought_in = 0
  -- a group for each rule: so that each figure is reckoned once
  GROUP BY x.class_id, x.code, x.rule_id, x.metric, x.title, x.maximum, x.counts_from, x.severity,
    x.clause, x.verified, x.position) g;

-- two lessons whose clocks overlap; a joint lecture (合班: same course, clock and place for two
-- classes) is one event and not a clash
CREATE VIEW lesson_overlap AS
SELECT a.id AS lesson_id, b.id AS other_lesson_id, a.class_id, b.class_id AS other_class_id,
  a.venue_id, b.venue_id AS other_venue_id, b.date
FROM lesson a
JOIN lesson b ON b.date = a.date AND b.id <> a.id
  AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
WHERE a.class_id = b.class_id OR a.course_id IS NULL OR b.course_id IS NULL
  OR a.course_id <> b.course_id OR a.venue_id IS NULL OR b.venue_id IS NULL
  OR a.venue_id <> b.venue_id OR a.starts_at <> b.starts_at OR a.ends_at <> b.ends_at;

-- The three views below are read for one class. CROSS JOIN has SQLite take the tables in the order
-- written: from the class's own rows outwards, by an index at each step.

-- a student who sits in two classes whose lessons overlap; joint lectures are no clash
CREATE VIEW student_clash AS
SELECT ea.student_id, p.name AS student, o.lesson_id, o.other_lesson_id,
  ea.class_id, eb.class_id AS other_class_id, o.date
FROM enrolment ea
CROSS JOIN enrolment eb
CROSS JOIN lesson b
CROSS JOIN lesson_overlap o
JOIN student p ON p.id = ea.student_id
WHERE ea.status <> 'withdrawn' AND eb.status <> 'withdrawn'
  AND eb.student_id = ea.student_id AND eb.class_id <> ea.class_id
  AND b.class_id = eb.class_id
  -- most of a student's other classes lie in other years
  AND b.date BETWEEN (SELECT min(s.date) FROM lesson s WHERE s.class_id = ea.class_id)
    AND (SELECT max(s.date) FROM lesson s WHERE s.class_id = ea.class_id)
  AND o.other_lesson_id = b.id AND o.class_id = ea.class_id;

-- 冲突: the same lecturer, venue, class or student at two places at once, by the clock;
-- each clash stands once from each side
CREATE VIEW lesson_conflict AS
SELECT 'lecturer' AS kind, t.id AS resource_id, t.name AS resource,
  o.lesson_id, o.other_lesson_id, a.class_id, o.other_class_id, o.date
FROM lesson a
CROSS JOIN lesson_lecturer la
CROSS JOIN lesson_overlap o
CROSS JOIN lesson_lecturer lb
JOIN teacher t ON t.id = la.teacher_id
WHERE la.lesson_id = a.id AND o.lesson_id = a.id
  AND lb.lesson_id = o.other_lesson_id AND lb.teacher_id = la.teacher_id
UNION ALL
SELECT 'venue', v.id, v.name,
  o.lesson_id, o.other_lesson_id, o.class_id, o.other_class_id, o.date
FROM lesson_overlap o JOIN venue v ON v.id = o.venue_id
WHERE o.other_venue_id = o.venue_id
UNION ALL
SELECT 'class', c.id, c.name,
  o.lesson_id, o.other_lesson_id, o.class_id, o.other_class_id, o.date
FROM lesson_overlap o JOIN class c ON c.id = o.class_id
WHERE o.other_class_id = o.class_id
UNION ALL
SELECT 'student', student_id, student, lesson_id, other_lesson_id, class_id, other_class_id, date
FROM student_clash;

-- lecturers who are down as 领导干部 and whose unit is the school itself: by its whole name, the end of it
-- (县委党校), or a part of the school (whole name, then the office)
CREATE VIEW own_leader AS
SELECT s.class_id, s.id AS lesson_id, l.id AS lesson_lecturer_id
FROM class c
JOIN school o ON o.id = c.school_id
JOIN lesson s ON s.class_id = c.id
JOIN lesson_lecturer l ON l.lesson_id = s.id
WHERE l.kind = 'leading_cadre' AND l.unit_name <> ''
  AND (substr(l.unit_name, 1, length(o.name)) = o.name
    OR (length(l.unit_name) BETWEEN 2 AND length(o.name)
      AND substr(o.name, length(o.name) - length(l.unit_name) + 1) = l.unit_name));

-- 问题: everything that stands against a class; a class brought in is asked nothing. severity 'block' bars the approval, 'warn' and 'info' do
-- not. rule is the rule's code, whose metric data says, or: no_dates, outside_dates, conflict,
-- student_conflict, no_lecturer, no_students, outside_profile, own_leader
CREATE VIEW class_problem AS
SELECT class_id, rule, severity, title, part, total, minimum, missing, clause,
  json_object('metric', 'share', 'verdict', verdict, 'base', base, 'missing_added', missing_added,
    'maximum', maximum) AS data
FROM class_share WHERE verdict <> 'passed'
UNION ALL
SELECT class_id, rule, severity, title, NULL, NULL, NULL, NULL, clause,
  json_object('metric', 'presence', 'presence', title, 'minimum_days', minimum_days,
    'minimum_months', minimum_months)
FROM class_presence WHERE verdict <> 'passed'
UNION ALL
SELECT class_id, rule, severity, title, amount, NULL, minimum, missing, clause,
  json_object('metric', metric, 'verdict', verdict, 'maximum', maximum, 'counts_from', counts_from)
FROM class_figure WHERE verdict <> 'passed'
UNION ALL
-- planned under rules that were not in force yet, or no longer
SELECT c.id, 'outside_profile', 'warn', '不在政策指标的时效之内', NULL, NULL, NULL, NULL, '',
  json_object('profile', f.title, 'effective_from', f.effective_from, 'effective_to', f.effective_to)
FROM class c JOIN policy_profile f ON f.id = c.profile_id
WHERE c.brought_in = 0 AND EXISTS (SELECT 1 FROM class_span p
  WHERE p.class_id = c.id AND (p.start_date < f.effective_from OR p.end_date > f.effective_to))
UNION ALL
-- the school's own people are no 领导干部, whatever their post
SELECT s.class_id, 'own_leader', 'block', '本校人员不算领导干部', NULL, NULL, NULL, NULL, '',
  json_object('lesson_id', s.id, 'lesson', s.title, 'date', s.date, 'teacher', t.name,
    'unit', l.unit_name)
FROM own_leader w
JOIN lesson_lecturer l ON l.id = w.lesson_lecturer_id
JOIN lesson s ON s.id = w.lesson_id
JOIN teacher t ON t.id = l.teacher_id
UNION ALL
SELECT c.id, 'no_dates', 'block', '尚未填写起止日期', NULL, NULL, NULL, NULL, '', '{}'
FROM class c WHERE c.brought_in = 0 AND NOT EXISTS (SELECT 1 FROM class_span p WHERE p.class_id = c.id)
UNION ALL
SELECT s.class_id, 'outside_dates', 'block', '课次不在起止日期之内', NULL, NULL, NULL, NULL, '',
  json_object('lesson_id', s.id, 'lesson', s.title, 'date', s.date)
FROM lesson s
WHERE EXISTS (SELECT 1 FROM class_span p WHERE p.class_id = s.class_id)
  AND NOT EXISTS (SELECT 1 FROM class_span p
    WHERE p.class_id = s.class_id AND s.date BETWEEN p.start_date AND p.end_date)
UNION ALL
-- a clash with a plan that is itself only a draft is a warning: who is approved first keeps the place
SELECT k.class_id, 'conflict',
  CASE WHEN k.class_id = k.other_class_id OR oc.status <> 'draft' THEN 'block' ELSE 'warn' END,
  CASE k.kind WHEN 'lecturer' THEN '授课人时间冲突' WHEN 'venue' THEN '场地时间冲突'
              ELSE '本班课次时间重叠' END,
  NULL, NULL, NULL, NULL, '',
  json_object('kind', k.kind, 'resource', k.resource, 'date', k.date,
    'lesson_id', k.lesson_id, 'lesson', sa.title, 'starts_at', sa.starts_at, 'ends_at', sa.ends_at,
    'other_lesson_id', k.other_lesson_id, 'other_lesson', sb.title,
    'other_starts_at', sb.starts_at, 'other_ends_at', sb.ends_at, 'other_class', oc.name)
FROM lesson_conflict k
CROSS JOIN lesson sa
CROSS JOIN lesson sb
CROSS JOIN class oc
WHERE k.kind <> 'student'
  AND sa.id = k.lesson_id AND sb.id = k.other_lesson_id AND oc.id = k.other_class_id
  AND NOT (k.class_id = k.other_class_id AND k.lesson_id > k.other_lesson_id)
UNION ALL
-- students who sit in two classes: one warning for the two classes, not one for every lesson
SELECT k.class_id, 'student_conflict', 'warn', '学员时间冲突', NULL, NULL, NULL, NULL, '',
  json_object('kind', 'student', 'resource', min(k.student), 'people', count(DISTINCT k.student_id),
    'date', min(k.date), 'last_date', max(k.date), 'other_class', oc.name)
FROM student_clash k JOIN class oc ON oc.id = k.other_class_id
GROUP BY k.class_id, k.other_class_id, oc.name
UNION ALL
SELECT s.class_id, 'no_lecturer', 'warn', '课次没有授课人', NULL, NULL, NULL, NULL, '',
  json_object('lesson_id', s.id, 'lesson', s.title, 'date', s.date)
FROM lesson s
WHERE s.counted = 1 AND s.quarter_hours > 0 AND s.method NOT IN ('self_study', 'on_site', 'discussion')
  AND NOT EXISTS (SELECT 1 FROM lesson_lecturer l WHERE l.lesson_id = s.id)
UNION ALL
SELECT c.id, 'no_students', 'warn', '尚无学员', NULL, NULL, NULL, NULL, '', '{}'
FROM class c
WHERE c.brought_in = 0
  AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.class_id = c.id AND e.status <> 'withdrawn');

-- the semester of a day: '2026春' from spring_from, '2026秋' from autumn_from; January is last autumn's
CREATE VIEW lesson_period AS
SELECT s.id AS lesson_id, s.class_id, substr(s.date, 1, 4) AS year,
  CASE WHEN substr(s.date, 6) < o.spring_from
         THEN (CAST(substr(s.date, 1, 4) AS INTEGER) - 1) || '秋'
       WHEN substr(s.date, 6) < o.autumn_from THEN substr(s.date, 1, 4) || '春'
       ELSE substr(s.date, 1, 4) || '秋' END AS semester
FROM lesson s JOIN class c ON c.id = s.class_id JOIN school o ON o.id = c.school_id;

-- the semester of a class: that of its last day
CREATE VIEW class_period AS
SELECT d.class_id, substr(d.end_date, 1, 4) AS year,
  CASE WHEN substr(d.end_date, 6) < o.spring_from
         THEN (CAST(substr(d.end_date, 1, 4) AS INTEGER) - 1) || '秋'
       WHEN substr(d.end_date, 6) < o.autumn_from THEN substr(d.end_date, 1, 4) || '春'
       ELSE substr(d.end_date, 1, 4) || '秋' END AS semester
FROM class_dates d JOIN class c ON c.id = d.class_id JOIN school o ON o.id = c.school_id
WHERE d.end_date IS NOT NULL;

-- lessons of the classes that are past drafting, with every rule of wider scope that binds them; what lies
-- before today was held as far as the plan says
CREATE VIEW period_rule_lesson AS
SELECT b.school_id, f.school_id AS profile_school_id,
  CASE b.scope WHEN 'year' THEN p.year ELSE p.semester END AS period, b.scope, b.metric,
  f.code AS profile, f.version, b.code AS rule, b.rule_id, x.weight, x.hit,
  CASE WHEN x.date < date('now', 'localtime') THEN 1 ELSE 0 END AS held,
  CASE WHEN x.course_key IS NOT NULL THEN x.class_id || ':' || x.course_key END AS course_key
FROM class_rule b
JOIN policy_profile f ON f.id = b.profile_id
JOIN lesson_share x ON x.class_id = b.class_id AND x.rule_id = b.rule_id
JOIN lesson_period p ON p.lesson_id = x.lesson_id
WHERE b.status <> 'draft' AND b.scope <> 'class' AND b.metric IN ('share', 'hours');

-- 学期、年度比例: all main classes of a school's semester or year together; where versions of a profile meet
-- in one period, each lesson counts under its own and the newest version's minimum is asked. part and total
-- are of the whole plan; held_part and held_total of what lies before today
CREATE VIEW period_share AS
SELECT g.school_id, g.period, g.scope, g.profile, g.rule, r.title, g.part, g.total,
  coalesce(r.minimum, 0) AS minimum,
  CASE WHEN g.total = 0 THEN 'unassessed'
       WHEN 100 * g.part < coalesce(r.minimum, 0) * g.total THEN 'below'
       WHEN 100 * g.part > coalesce(r.maximum, 100) * g.total THEN 'above' ELSE 'passed' END AS verdict,
  CASE WHEN 100 * g.part < coalesce(r.minimum, 0) * g.total
         THEN (r.minimum * g.total - 100 * g.part + 99) / 100
       WHEN 100 * g.part > coalesce(r.maximum, 100) * g.total
         THEN (100 * g.part - r.maximum * g.total + 99) / 100
       ELSE 0 END AS missing,
  r.base, r.base_category, r.severity, r.clause, r.verified, r.maximum, r.position, r.id AS rule_id,
  g.held_part, g.held_total,
  CASE WHEN g.held_total = 0 THEN 'unassessed'
       WHEN 100 * g.held_part < coalesce(r.minimum, 0) * g.held_total THEN 'below'
       WHEN 100 * g.held_part > coalesce(r.maximum, 100) * g.held_total THEN 'above' ELSE 'passed' END
    AS held_verdict
FROM (SELECT school_id, profile_school_id, period, scope, profile, rule, max(version) AS version,
        coalesce(count(DISTINCT course_key), 0)
          + CAST(sum(CASE WHEN course_key IS NULL THEN weight ELSE 0 END) AS INTEGER) AS total,
        coalesce(count(DISTINCT CASE WHEN hit = 1 THEN course_key END), 0)
          + CAST(sum(CASE WHEN course_key IS NULL AND hit = 1 THEN weight ELSE 0 END) AS INTEGER) AS part,
        coalesce(count(DISTINCT CASE WHEN held = 1 THEN course_key END), 0)
          + CAST(sum(CASE WHEN course_key IS NULL AND held = 1 THEN weight ELSE 0 END) AS INTEGER)
          AS held_total,
        coalesce(count(DISTINCT CASE WHEN hit = 1 AND held = 1 THEN course_key END), 0)
          + CAST(sum(CASE WHEN course_key IS NULL AND hit = 1 AND held = 1 THEN weight ELSE 0 END)
            AS INTEGER) AS held_part
      FROM period_rule_lesson
      WHERE metric = 'share'
      GROUP BY school_id, profile_school_id, period, scope, profile, rule) g
JOIN policy_profile f ON f.school_id = g.profile_school_id AND f.code = g.profile
  AND f.version = g.version
JOIN rule r ON r.profile_id = f.id AND r.code = g.rule;
CREATE VIEW semester_share AS SELECT * FROM period_share WHERE scope = 'semester';
CREATE VIEW year_share AS SELECT * FROM period_share WHERE scope = 'year';

-- the profiles under which classes past drafting lie in a semester or year, each in its newest version there
CREATE VIEW period_profile AS
SELECT g.school_id, g.scope, g.period, g.profile, f.id AS profile_id
FROM (SELECT c.school_id, n.scope, n.period, p.code AS profile, p.school_id AS profile_school_id,
        max(p.version) AS version
      FROM (SELECT class_id, 'semester' AS scope, semester AS period FROM lesson_period
            UNION SELECT class_id, 'year', year FROM lesson_period
            UNION SELECT class_id, 'semester', semester FROM class_period
            UNION SELECT class_id, 'year', year FROM class_period) n
      JOIN class c ON c.id = n.class_id
      JOIN policy_profile p ON p.id = c.profile_id
      WHERE c.status <> 'draft' AND c.brought_in = 0
      GROUP BY c.school_id, n.scope, n.period, p.code, p.school_id) g
JOIN policy_profile f ON f.school_id = g.profile_school_id AND f.code = g.profile
  AND f.version = g.version;

-- the rules of numbers that are asked of a semester or year of a school, met by anything or not
CREATE VIEW period_rule AS
SELECT q.school_id, q.period, q.profile, r.id AS rule_id, r.code AS rule, r.title, r.metric, r.scope,
  r.base, r.counts_from, r.minimum, r.maximum, r.severity, r.clause, r.verified, r.position
FROM period_profile q
JOIN rule r ON r.profile_id = q.profile_id AND r.scope = q.scope
WHERE r.metric IN ('hours', 'classes', 'class_share', 'lectures')
  AND EXISTS (SELECT 1 FROM rule_level v JOIN school o ON o.level = v.level
    WHERE v.rule_id = r.id AND o.id = q.school_id);

-- 领导干部上讲台: what each active teacher of the kinds that a rule names has held and will hold. A lecture
-- for two classes at once is one
CREATE VIEW period_lecturer AS
SELECT q.school_id, q.period, q.scope, q.profile, q.rule, q.rule_id, t.id AS teacher_id, t.name, t.unit_name,
  t.post, count(DISTINCT n.event) AS lectures,
  count(DISTINCT CASE WHEN n.held = 1 THEN n.event END) AS held_lectures, q.minimum
FROM period_rule q
JOIN teacher t ON t.school_id = q.school_id AND t.active = 1
LEFT JOIN (SELECT l.teacher_id, p.year, p.semester, s.date || ' ' || s.starts_at AS event,
    CASE WHEN s.date < date('now', 'localtime') THEN 1 ELSE 0 END AS held
  FROM lesson_lecturer l
  JOIN lesson s ON s.id = l.lesson_id
  JOIN class c ON c.id = s.class_id
  JOIN lesson_period p ON p.lesson_id = s.id
  WHERE c.status <> 'draft') n
  ON n.teacher_id = t.id AND q.period = CASE q.scope WHEN 'year' THEN n.year ELSE n.semester END
WHERE q.metric = 'lectures'
  AND EXISTS (SELECT 1 FROM rule_tag g WHERE g.rule_id = q.rule_id AND g.dimension = 'lecturer_kind'
    AND g.code = t.kind)
GROUP BY q.school_id, q.period, q.scope, q.profile, q.rule, q.rule_id, t.id, t.name, t.unit_name, t.post,
  q.minimum;

-- classes past drafting with every rule that counts classes: hours, and those of what is tagged. One brought in
-- is a class held, too; what it was made up of nobody knows
CREATE VIEW period_rule_class AS
SELECT b.school_id, CASE b.scope WHEN 'year' THEN p.year ELSE p.semester END AS period, b.scope,
  f.code AS profile, b.code AS rule, b.metric, b.base, b.counts_from, b.class_id, m.quarter_hours,
  (SELECT CAST(coalesce(sum(x.weight), 0) AS INTEGER) FROM lesson_share x
    WHERE x.class_id = b.class_id AND x.rule_id = b.rule_id AND x.hit = 1) AS tagged_quarter_hours,
  CASE WHEN m.end_date < date('now', 'localtime') THEN 1 ELSE 0 END AS held
FROM class_rule b
JOIN policy_profile f ON f.id = b.profile_id
JOIN class_summary m ON m.class_id = b.class_id
JOIN class_period p ON p.class_id = b.class_id
WHERE b.status <> 'draft' AND (b.metric = 'classes' OR (b.metric = 'class_share' AND b.brought_in = 0));

-- what those rules come to: part, and total where a part is taken of something
CREATE VIEW period_amount AS
SELECT school_id, period, scope, profile, rule,
  CAST(sum(weight * hit) AS INTEGER) AS part, CAST(sum(weight * hit * held) AS INTEGER) AS held_part,
  CAST(sum(weight) AS INTEGER) AS total, CAST(sum(weight * held) AS INTEGER) AS held_total
FROM period_rule_lesson
WHERE metric = 'hours'
GROUP BY school_id, period, scope, profile, rule
UNION ALL
SELECT school_id, period, scope, profile, rule, CAST(sum(weight * mainly) AS INTEGER),
  CAST(sum(weight * mainly * held) AS INTEGER), CAST(sum(weight) AS INTEGER),
  CAST(sum(weight * held) AS INTEGER)
FROM (SELECT school_id, period, scope, profile, rule, held,
        CASE WHEN metric = 'class_share' AND base = 'hours' THEN quarter_hours ELSE 1 END AS weight,
        CASE WHEN metric = 'classes' THEN 1
             WHEN quarter_hours > 0 AND 100 * tagged_quarter_hours >= counts_from * quarter_hours THEN 1
             ELSE 0 END AS mainly
      FROM period_rule_class) g
GROUP BY school_id, period, scope, profile, rule
UNION ALL
SELECT school_id, period, scope, profile, rule,
  CAST(sum(CASE WHEN lectures >= minimum THEN 1 ELSE 0 END) AS INTEGER),
  CAST(sum(CASE WHEN held_lectures >= minimum THEN 1 ELSE 0 END) AS INTEGER), count(*), count(*)
FROM period_lecturer
GROUP BY school_id, period, scope, profile, rule;

-- 学期、年度的数量: hours (quarter-hours), classes, shares of classes, lecturers who have lectured enough of
-- all who should; verdict of the whole plan, held_verdict of what lies before today
CREATE VIEW period_figure AS
SELECT school_id, period, scope, profile, rule, rule_id, metric, title, base, counts_from, part, total,
  minimum, maximum,
  CASE WHEN metric IN ('class_share', 'lectures') AND total = 0 THEN 'unassessed'
       WHEN below > 0 THEN 'below' WHEN above > 0 THEN 'above' ELSE 'passed' END AS verdict,
  CASE WHEN below > 0 THEN below WHEN above > 0 THEN above ELSE 0 END AS missing,
  held_part, held_total, severity, clause, verified, position
FROM (SELECT q.school_id, q.period, q.scope, q.profile, q.rule, q.rule_id, q.metric, q.title, q.base,
    q.counts_from, q.minimum, q.maximum, q.severity, q.clause, q.verified, q.position,
    coalesce(a.part, 0) AS part, coalesce(a.total, 0) AS total,
    coalesce(a.held_part, 0) AS held_part, coalesce(a.held_total, 0) AS held_total,
    CASE q.metric
      WHEN 'class_share' THEN (coalesce(q.minimum, 0) * coalesce(a.total, 0) - 100 * coalesce(a.part, 0) + 99) / 100
      WHEN 'lectures' THEN coalesce(a.total, 0) - coalesce(a.part, 0)
      ELSE coalesce(q.minimum, 0) - coalesce(a.part, 0) END AS below,
    CASE q.metric
      WHEN 'class_share' THEN (100 * coalesce(a.part, 0) - coalesce(q.maximum, 100) * coalesce(a.total, 0) + 99) / 100
      WHEN 'lectures' THEN 0
      ELSE coalesce(a.part, 0) - coalesce(q.maximum, coalesce(a.part, 0)) END AS above
  FROM period_rule q
  LEFT JOIN period_amount a ON a.school_id = q.school_id AND a.period = q.period AND a.scope = q.scope
    AND a.profile = q.profile AND a.rule = q.rule) g;

-- 纳入教学情况: what was and will be taught of each topic in a semester or year, in classes past drafting
CREATE VIEW topic_lesson AS
SELECT c.school_id, n.scope, n.period, x.topic, s.class_id, s.id AS lesson_id,
  CASE WHEN s.counted = 1 THEN s.quarter_hours ELSE 0 END AS quarter_hours,
  CASE WHEN s.date < date('now', 'localtime') THEN 1 ELSE 0 END AS held
FROM lesson_topic x
JOIN lesson s ON s.id = x.lesson_id
JOIN class c ON c.id = s.class_id
JOIN (SELECT lesson_id, 'semester' AS scope, semester AS period FROM lesson_period
      UNION ALL SELECT lesson_id, 'year', year FROM lesson_period) n ON n.lesson_id = s.id
WHERE c.status <> 'draft';
CREATE VIEW topic_teaching AS
SELECT g.school_id, g.scope, g.period, g.topic, t.name, t.clause, t.position, g.classes, g.lessons,
  g.quarter_hours, g.held_lessons, g.held_quarter_hours,
  coalesce(w.lecturers, 0) AS lecturers, coalesce(e.people, 0) AS people
FROM (SELECT school_id, scope, period, topic, count(DISTINCT class_id) AS classes, count(*) AS lessons,
        CAST(sum(quarter_hours) AS INTEGER) AS quarter_hours, CAST(sum(held) AS INTEGER) AS held_lessons,
        CAST(sum(quarter_hours * held) AS INTEGER) AS held_quarter_hours
      FROM topic_lesson GROUP BY school_id, scope, period, topic) g
JOIN course_topic t ON t.code = g.topic
LEFT JOIN (SELECT x.school_id, x.scope, x.period, x.topic, count(DISTINCT l.teacher_id) AS lecturers
      FROM topic_lesson x JOIN lesson_lecturer l ON l.lesson_id = x.lesson_id
      GROUP BY x.school_id, x.scope, x.period, x.topic) w
  ON w.school_id = g.school_id AND w.scope = g.scope AND w.period = g.period AND w.topic = g.topic
LEFT JOIN (SELECT x.school_id, x.scope, x.period, x.topic, count(DISTINCT p.student_id) AS people
      FROM (SELECT DISTINCT school_id, scope, period, topic, class_id FROM topic_lesson) x
      JOIN enrolment p ON p.class_id = x.class_id AND p.status <> 'withdrawn'
      GROUP BY x.school_id, x.scope, x.period, x.topic) e
  ON e.school_id = g.school_id AND e.scope = g.scope AND e.period = g.period AND e.topic = g.topic;

-- 办班情况: the classes past drafting; a class belongs to the year of its last day
CREATE VIEW class_statistics AS
SELECT c.id AS class_id, c.school_id, substr(m.end_date, 1, 4) AS year, c.code, c.name, c.issue, c.kind,
  c.host, c.organiser, c.audience, c.status, m.start_date, m.end_date, m.teaching_days,
  m.calendar_days, m.quarter_hours, c.planned_count, m.enrolled_count, m.completed_count,
  m.enrolled_count * m.teaching_days AS person_days, m.party_analysis, m.on_site_count,
  c.evaluation, c.cost_fen, c.remark, c.brought_in, c.typed_party_spirit, c.typed_interactive,
  c.typed_leaders
FROM class c JOIN class_summary m ON m.class_id = c.id WHERE c.status <> 'draft';

-------------------------------------------------------------------------- triggers: the guards

-- They bind the own school's rows (school_id 1): what another school has approved and issued is not judged
-- here, and comes and goes with its package only. Where OR REPLACE would yet turn a NULL into the column's
-- default, a BEFORE trigger sees the NULL, and IS NOT is asked; app/file/guards.py refuses such a NULL.

-- A class begins as a draft: approval is a step of its own, so that it is judged. A higher version comes
-- back only where the journal knows it, which an undo brings.
CREATE TRIGGER class_begins_as_draft BEFORE INSERT ON class
WHEN coalesce(NEW.school_id, 1) = 1 AND NEW.brought_in IS NOT 1
  AND (NEW.status IS NOT 'draft' OR NEW.approved_at IS NOT NULL OR NEW.closed_at IS NOT NULL
  OR (NEW.version IS NOT 1 AND NOT EXISTS (SELECT 1 FROM change h WHERE h.operation_id IS NOT NULL
      AND h.table_name = 'class' AND h.row_id = NEW.id AND h.action = 'delete'
      AND json_extract(h.before, '$.version') = NEW.version))) BEGIN
  SELECT RAISE(ABORT, '新建班次只能是草案，须经审定。');
END;
-- 补录: over when it comes, and nothing else ever.
CREATE TRIGGER class_brought_in BEFORE INSERT ON class
WHEN coalesce(NEW.school_id, 1) = 1 AND NEW.brought_in IS 1 AND (NEW.status IS NOT 'closed'
  OR NEW.version IS NOT 1 OR coalesce(NEW.approved_at, NEW.approved_on, NEW.closed_at) IS NOT NULL
  OR NEW.approved_by IS NOT '' OR NEW.minutes IS NOT '' OR NEW.document_number IS NOT '') BEGIN
  SELECT RAISE(ABORT, '补录的班次写入时就是已结业的，不经审定。没有写入任何数据。');
END;
CREATE TRIGGER class_brought_in_fixed BEFORE UPDATE ON class
WHEN OLD.school_id = 1 AND NEW.brought_in IS NOT OLD.brought_in BEGIN
  SELECT RAISE(ABORT, '班次是不是补录的，写入后不能更改。没有写入任何数据。');
END;
CREATE TRIGGER class_brought_in_over BEFORE UPDATE ON class
WHEN OLD.school_id = 1 AND OLD.brought_in = 1 AND (NEW.status IS NOT OLD.status
  OR NEW.version IS NOT OLD.version OR coalesce(NEW.approved_at, NEW.approved_on, NEW.closed_at) IS NOT NULL
  OR NEW.approved_by IS NOT '' OR NEW.minutes IS NOT '' OR NEW.document_number IS NOT '') BEGIN
  SELECT RAISE(ABORT, '补录的班次不经审定，也不能重开、取消结业；要改的直接改。没有写入任何数据。');
END;
CREATE TRIGGER class_span_brought_in_insert BEFORE INSERT ON class_span
WHEN EXISTS (SELECT 1 FROM class c JOIN school o ON o.id = c.school_id
  WHERE c.id = NEW.class_id AND c.school_id = 1 AND c.brought_in = 1 AND NEW.end_date >= o.own_from) BEGIN
  SELECT RAISE(ABORT, '补录的班次须在启用日期之前结束；以后的班次请新建、排课、审定。没有写入任何数据。');
END;
CREATE TRIGGER class_span_brought_in_update BEFORE UPDATE ON class_span
WHEN EXISTS (SELECT 1 FROM class c JOIN school o ON o.id = c.school_id
  WHERE c.id = NEW.class_id AND c.school_id = 1 AND c.brought_in = 1 AND NEW.end_date >= o.own_from) BEGIN
  SELECT RAISE(ABORT, '补录的班次须在启用日期之前结束；以后的班次请新建、排课、审定。没有写入任何数据。');
END;
-- 启用日期 is no day to come, none after what was approved here, and none before what was brought in ended.
CREATE TRIGGER school_own_from_kept BEFORE UPDATE ON school
WHEN OLD.id = 1 AND NEW.own_from IS NOT OLD.own_from BEGIN
  SELECT RAISE(ABORT, '启用日期不能晚于今天。没有写入任何数据。')
  WHERE NEW.own_from > date('now', 'localtime');
  SELECT RAISE(ABORT, '有补录的班次在这一天或之后才结束，启用日期不能改到这一天。没有写入任何数据。')
  WHERE EXISTS (SELECT 1 FROM class c JOIN class_span p ON p.class_id = c.id
    WHERE c.school_id = 1 AND c.brought_in = 1 AND p.end_date >= NEW.own_from);
  SELECT RAISE(ABORT, '这一天之前已在本程序审定过班次，启用日期不能改到这一天。没有写入任何数据。')
  WHERE NEW.own_from > OLD.own_from AND EXISTS (SELECT 1 FROM class c
    WHERE c.school_id = 1 AND c.brought_in = 0 AND date(c.approved_at) < NEW.own_from);
END;
-- A person's hours of his own are typed where the class's are.
CREATE TRIGGER enrolment_hours_insert BEFORE INSERT ON enrolment
WHEN NEW.quarter_hours IS NOT NULL AND EXISTS (SELECT 1 FROM class c
  WHERE c.id = NEW.class_id AND c.school_id = 1 AND c.brought_in = 0) BEGIN
  SELECT RAISE(ABORT, '学时由课程安排得出，只有补录的班次可以填写。没有写入任何数据。');
END;
CREATE TRIGGER enrolment_hours_update BEFORE UPDATE ON enrolment
WHEN NEW.quarter_hours IS NOT NULL AND EXISTS (SELECT 1 FROM class c
  WHERE c.id = NEW.class_id AND c.school_id = 1 AND c.brought_in = 0) BEGIN
  SELECT RAISE(ABORT, '学时由课程安排得出，只有补录的班次可以填写。没有写入任何数据。');
END;
-- REPLACE must not slip an approved class away. (Guards of an id name no columns: SET rowid is not
-- SET id to UPDATE OF.)
CREATE TRIGGER class_not_replaced BEFORE INSERT ON class
WHEN EXISTS (SELECT 1 FROM class c
             WHERE (c.id = NEW.id OR (c.school_id = coalesce(NEW.school_id, 1) AND c.code = NEW.code))
             AND +c.school_id = 1 AND (c.status <> 'draft' OR c.version > 1)) BEGIN
  SELECT RAISE(ABORT, '同一编号的班次已审定，不能替换。');
END;
CREATE TRIGGER class_code_not_taken BEFORE UPDATE ON class
WHEN EXISTS (SELECT 1 FROM class c WHERE c.id <> OLD.id
             AND (c.id = NEW.id OR (c.school_id = coalesce(NEW.school_id, 1) AND c.code = NEW.code))
             AND +c.school_id = 1 AND (c.status <> 'draft' OR c.version > 1)) BEGIN
  SELECT RAISE(ABORT, '同一编号的班次已审定，不能替换。');
END;

-- 审定: no approval while a blocking problem stands (规划 一(三)3–4 and the class's own profile).
CREATE TRIGGER class_approval BEFORE UPDATE OF status ON class
WHEN OLD.school_id = 1 AND OLD.status = 'draft' AND NEW.status IS NOT 'draft' BEGIN
  SELECT RAISE(ABORT, '不能审定：课程安排还有必须改正的问题。')
  WHERE EXISTS (SELECT 1 FROM class_problem p WHERE p.class_id = OLD.id AND p.severity = 'block');
  -- a rule that is nowhere binds nobody, and a lecturer who is nobody is of every kind: where a tool has
  -- foreign keys off
  SELECT RAISE(ABORT, '不能审定：班次或课次用到的政策指标、类别、课程、场地或授课人已不存在。')
  WHERE NOT EXISTS (SELECT 1 FROM policy_profile f WHERE f.id = OLD.profile_id)
    OR NOT EXISTS (SELECT 1 FROM class_kind k WHERE k.code = OLD.kind)
    OR EXISTS (SELECT 1 FROM lesson s WHERE s.class_id = OLD.id
      AND (NOT EXISTS (SELECT 1 FROM half_day h WHERE h.code = s.half)
      OR NOT EXISTS (SELECT 1 FROM course_category x WHERE x.code = s.category)
      OR NOT EXISTS (SELECT 1 FROM teaching_method x WHERE x.code = s.method)
      OR (s.module IS NOT NULL AND NOT EXISTS (SELECT 1 FROM course_module x WHERE x.code = s.module))
      OR EXISTS (SELECT 1 FROM lesson_topic y WHERE y.lesson_id = s.id
        AND NOT EXISTS (SELECT 1 FROM course_topic x WHERE x.code = y.topic))
      OR (s.course_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM course x WHERE x.id = s.course_id))
      OR (s.venue_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM venue x WHERE x.id = s.venue_id))
      OR EXISTS (SELECT 1 FROM lesson_lecturer l WHERE l.lesson_id = s.id
        AND (NOT EXISTS (SELECT 1 FROM teacher t WHERE t.id = l.teacher_id)
        OR NOT EXISTS (SELECT 1 FROM lecturer_kind x WHERE x.code = l.kind)))));
  -- judged as it stands: no other judged column may change in the same statement
  SELECT RAISE(ABORT, '审定时不能同时更改班次类别、学制或政策指标。')
  WHERE NEW.kind IS NOT OLD.kind OR NEW.profile_id IS NOT OLD.profile_id OR NEW.id IS NOT OLD.id
    OR NEW.study_length IS NOT OLD.study_length OR NEW.study_unit IS NOT OLD.study_unit;
END;
CREATE TRIGGER class_approved AFTER UPDATE OF status ON class
WHEN OLD.school_id = 1 AND OLD.status = 'draft' AND NEW.status <> 'draft' AND NEW.approved_at IS NULL BEGIN
  UPDATE class SET approved_at = datetime('now', 'localtime') WHERE id = NEW.id;
END;
-- 重开: back to draft is a new version.
CREATE TRIGGER class_reopened AFTER UPDATE OF status ON class
WHEN OLD.school_id = 1 AND OLD.status <> 'draft' AND NEW.status = 'draft' BEGIN
  UPDATE class SET version = OLD.version + 1, approved_at = NULL, closed_at = NULL,
    approved_by = '', approved_on = NULL, minutes = '', document_number = '' WHERE id = NEW.id;
END;
CREATE TRIGGER class_locked BEFORE UPDATE ON class
WHEN OLD.school_id = 1 AND OLD.status <> 'draft'
  AND (NEW.id IS NOT OLD.id OR (OLD.brought_in = 0
  AND (NEW.kind IS NOT OLD.kind OR NEW.profile_id IS NOT OLD.profile_id
  OR NEW.study_length IS NOT OLD.study_length OR NEW.study_unit IS NOT OLD.study_unit))) BEGIN
  SELECT RAISE(ABORT, '班次已审定，请先重开（形成新一稿）再更改。');
END;
-- The version on a printed timetable stays true: it never falls, and only a reopening raises it,
-- which is known by the date of approval that it clears.
CREATE TRIGGER class_version_kept BEFORE UPDATE OF version ON class
WHEN OLD.school_id = 1 AND NEW.version IS NOT OLD.version
  AND (NEW.version IS NOT OLD.version + 1 OR NEW.status IS NOT 'draft'
  OR OLD.approved_at IS NULL OR NEW.approved_at IS NOT NULL) BEGIN
  SELECT RAISE(ABORT, '版次只随重开增加，不能另改。');
END;
-- The dates are those of the day: no statement says another. An approval comes back with the date it had
-- only with its class, which a program of before had deleted; a closing that is undone and done again, too.
CREATE TRIGGER class_approval_dated BEFORE UPDATE ON class
WHEN OLD.school_id = 1 AND NEW.approved_at IS NOT OLD.approved_at
  AND NOT (NEW.approved_at IS NULL AND NEW.status IS 'draft')
  AND NOT (OLD.approved_at IS NULL AND OLD.status <> 'draft' AND NEW.status IS NOT 'draft'
    AND NEW.approved_at IS datetime('now', 'localtime'))
  AND NOT (OLD.status = 'draft' AND NEW.status IS NOT 'draft'
    AND EXISTS (SELECT 1 FROM change h WHERE h.operation_id IS NOT NULL
      AND h.table_name = 'class' AND h.row_id = OLD.id
      AND h.action = 'delete' AND json_extract(h.before, '$.version') = OLD.version
      AND json_extract(h.before, '$.approved_at') = NEW.approved_at)) BEGIN
  SELECT RAISE(ABORT, '审定日期只随审定和重开更改。');
END;
CREATE TRIGGER class_closing_dated BEFORE UPDATE ON class
WHEN OLD.school_id = 1 AND NEW.closed_at IS NOT OLD.closed_at
  AND NOT (NEW.closed_at IS NULL AND NEW.status IS NOT 'closed')
  AND NOT (OLD.closed_at IS NULL AND NEW.status IS 'closed'
    AND (NEW.closed_at IS datetime('now', 'localtime')
    OR EXISTS (SELECT 1 FROM change h WHERE h.operation_id IS NOT NULL
      AND h.table_name = 'class' AND h.row_id = OLD.id
      AND json_extract(h.before, '$.closed_at') = NEW.closed_at))) BEGIN
  SELECT RAISE(ABORT, '结业时间只随结业和取消结业更改。');
END;
-- 结业: who completed it has its hours, and nobody else.
CREATE TRIGGER class_closing BEFORE UPDATE OF status ON class
WHEN OLD.school_id = 1 AND NEW.status IS 'closed' AND OLD.status <> 'closed' BEGIN
  SELECT RAISE(ABORT, '结业时要给修完的学员每人记一条学时，与课程安排一致，别人没有。')
  WHERE EXISTS (SELECT 1 FROM enrolment e WHERE e.class_id = OLD.id AND e.status = 'completed'
      AND NOT EXISTS (SELECT 1 FROM hour_entry h
        WHERE h.class_id = OLD.id AND h.student_id = e.student_id))
    OR EXISTS (SELECT 1 FROM hour_entry h JOIN class_summary m ON m.class_id = OLD.id
      WHERE h.class_id = OLD.id AND (h.quarter_hours <> m.quarter_hours
        OR NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.class_id = OLD.id
          AND e.student_id = h.student_id AND e.status = 'completed')));
END;
CREATE TRIGGER class_closed AFTER UPDATE OF status ON class
WHEN OLD.school_id = 1 AND OLD.status <> 'closed' AND NEW.status = 'closed' AND NEW.closed_at IS NULL BEGIN
  UPDATE class SET closed_at = datetime('now', 'localtime') WHERE id = NEW.id;
END;
CREATE TRIGGER class_closing_cancelled AFTER UPDATE OF status ON class
WHEN OLD.school_id = 1 AND OLD.status = 'closed' AND NEW.status IN ('approved', 'running')
  AND NEW.closed_at IS NOT NULL BEGIN
  UPDATE class SET closed_at = NULL WHERE id = NEW.id;
END;
-- 学时 of a class: only its closing gives them.
CREATE TRIGGER hour_entry_earned BEFORE INSERT ON hour_entry
WHEN NEW.class_id IS NOT NULL AND NEW.school_id IS 1 AND NOT EXISTS (
  SELECT 1 FROM class c JOIN class_summary m ON m.class_id = c.id JOIN enrolment e ON e.class_id = c.id
  JOIN student p ON p.id = e.student_id
  WHERE c.id = NEW.class_id AND c.school_id = 1 AND c.status IN ('approved', 'running')
    AND e.student_id = NEW.student_id AND e.status = 'completed' AND NEW.quarter_hours = m.quarter_hours
    AND NEW.start_date = m.start_date AND NEW.end_date = m.end_date AND NEW.form = 'offline') BEGIN
  SELECT RAISE(ABORT, '班次的学时只随结业记给修完的学员，与课程安排一致。');
END;
-- They come back to a class that a program of before had deleted; what they were, the journal knows.
CREATE TRIGGER hour_entry_of_class_fixed BEFORE UPDATE ON hour_entry
WHEN OLD.school_id = 1 AND (OLD.class_id IS NOT NULL OR (NEW.class_id IS NOT NULL
  AND (NEW.student_id IS NOT OLD.student_id OR NEW.quarter_hours IS NOT OLD.quarter_hours
  OR NOT EXISTS (SELECT 1 FROM change h WHERE h.operation_id IS NOT NULL
      AND h.table_name = 'hour_entry' AND h.row_id = OLD.id
    AND json_extract(h.before, '$.class_id') = NEW.class_id)))) BEGIN
  SELECT RAISE(ABORT, '班次的学时只随结业和取消结业更改。');
END;
-- Only a class that was never approved goes: a version above the first tells of an approval before. One
-- brought in goes once its certificates are gone.
CREATE TRIGGER class_brought_in_kept BEFORE DELETE ON class
WHEN OLD.school_id = 1 AND OLD.brought_in = 1
  AND EXISTS (SELECT 1 FROM certificate x WHERE x.class_id = OLD.id) BEGIN
  SELECT RAISE(ABORT, '补录的班次还有补录的证书，不能单独删除。没有写入任何数据。');
END;
CREATE TRIGGER class_not_deleted BEFORE DELETE ON class
WHEN OLD.school_id = 1 AND OLD.brought_in = 0 AND (OLD.status <> 'draft' OR OLD.version > 1) BEGIN
  SELECT RAISE(ABORT, '班次审定过，不能删除；不再用的可以归档。');
END;

-- 本校: without its row no rule would bind any class.
CREATE TRIGGER school_kept BEFORE DELETE ON school WHEN OLD.id = 1 BEGIN
  SELECT RAISE(ABORT, '学校资料不能删除。');
END;
CREATE TRIGGER school_not_replaced BEFORE INSERT ON school
WHEN NEW.id = 1 AND EXISTS (SELECT 1 FROM school o WHERE o.id = 1) BEGIN
  SELECT RAISE(ABORT, '学校资料已经有了，不能替换。');
END;

-- What binds or counts a class past drafting does not change under it: who wants that reopens it first.
CREATE TRIGGER school_level_kept BEFORE UPDATE ON school
WHEN OLD.id = 1 AND NEW.level IS NOT OLD.level AND EXISTS (
  SELECT 1 FROM class c JOIN rule r ON r.profile_id = c.profile_id
  WHERE c.school_id = 1 AND c.status <> 'draft'
    AND EXISTS (SELECT 1 FROM rule_class_kind k JOIN class_kind_line n ON n.above = k.class_kind
      WHERE k.rule_id = r.id AND n.kind = c.kind)
    AND (SELECT count(*) FROM rule_level v WHERE v.rule_id = r.id AND v.level = OLD.level)
      <> (SELECT count(*) FROM rule_level v WHERE v.rule_id = r.id AND v.level = NEW.level)) BEGIN
  SELECT RAISE(ABORT, '已审定的班次按现在的学校级别评定，换级别会改变它们的结果；请先重开这些班次。');
END;
CREATE TRIGGER school_semesters_kept BEFORE UPDATE ON school
WHEN OLD.id = 1 AND (NEW.spring_from IS NOT OLD.spring_from OR NEW.autumn_from IS NOT OLD.autumn_from)
  AND EXISTS (SELECT 1 FROM class c JOIN rule r ON r.profile_id = c.profile_id AND r.scope = 'semester'
    JOIN lesson s ON s.class_id = c.id
    WHERE c.school_id = 1 AND c.status <> 'draft'
      AND ((substr(s.date, 6) < OLD.spring_from) <> (substr(s.date, 6) < NEW.spring_from)
        OR (substr(s.date, 6) < OLD.autumn_from) <> (substr(s.date, 6) < NEW.autumn_from))) BEGIN
  SELECT RAISE(ABORT, '已审定班次的课会因此换到别的学期，改变学期的比例；请先重开这些班次。');
END;

-- A name by which lecturers of approved classes would be the school's own people is not taken.
CREATE TRIGGER school_name_kept AFTER UPDATE ON school
WHEN OLD.id = 1 AND NEW.name IS NOT OLD.name AND EXISTS (SELECT 1 FROM class c JOIN own_leader w
  ON w.class_id = c.id WHERE c.school_id = 1 AND c.status <> 'draft') BEGIN
  SELECT RAISE(ABORT, '按这个名称，已审定班次里有作为领导干部授课的人成了本校人员；请先重开这些班次，改正他们的师资类别。');
END;

-- 班次类别 are a tree of at most three: what lies deeper, or in a ring, no rule would find.
CREATE TRIGGER class_kind_depth_insert AFTER INSERT ON class_kind
WHEN EXISTS (SELECT 1 FROM class_kind_line n JOIN class_kind k ON k.code = n.above
  WHERE n.distance = 2 AND k.parent IS NOT NULL) BEGIN
  SELECT RAISE(ABORT, '班次类别最多三级，上级也不能是自己或自己的下级。没有写入任何数据。');
END;
CREATE TRIGGER class_kind_depth_update AFTER UPDATE ON class_kind
WHEN EXISTS (SELECT 1 FROM class_kind_line n JOIN class_kind k ON k.code = n.above
  WHERE n.distance = 2 AND k.parent IS NOT NULL) BEGIN
  SELECT RAISE(ABORT, '班次类别最多三级，上级也不能是自己或自己的下级。没有写入任何数据。');
END;

-- 数据包: another school comes with one, and the package stays as long as the school does.
CREATE TRIGGER school_comes_with_package BEFORE INSERT ON school
WHEN NEW.id IS NOT 1 AND NOT EXISTS (SELECT 1 FROM package p WHERE p.id = NEW.package_id) BEGIN
  SELECT RAISE(ABORT, '别的学校的记录只能随收到的数据包写入或更改。');
END;
CREATE TRIGGER school_package_fixed BEFORE UPDATE ON school
WHEN NEW.package_id IS NOT OLD.package_id BEGIN
  SELECT RAISE(ABORT, '学校随哪个数据包而来，不能更改。');
END;
CREATE TRIGGER package_kept BEFORE DELETE ON package
WHEN EXISTS (SELECT 1 FROM school o WHERE o.package_id = OLD.id) BEGIN
  SELECT RAISE(ABORT, '数据包带来的学校还在，不能删除数据包。');
END;

-- Schools keep apart: a lesson of one in a room of the other would clash with what is approved there.
CREATE TRIGGER lesson_of_one_school_insert BEFORE INSERT ON lesson
WHEN EXISTS (SELECT 1 FROM class c WHERE c.id = NEW.class_id
  AND (EXISTS (SELECT 1 FROM venue x WHERE x.id = NEW.venue_id AND x.school_id <> c.school_id)
  OR EXISTS (SELECT 1 FROM course x WHERE x.id = NEW.course_id AND x.school_id <> c.school_id))) BEGIN
  SELECT RAISE(ABORT, '一所学校的班次，只能用这所学校自己的课程、场地、教师和学员。');
END;
CREATE TRIGGER lesson_of_one_school_update BEFORE UPDATE ON lesson
WHEN EXISTS (SELECT 1 FROM class c WHERE c.id = NEW.class_id
  AND (EXISTS (SELECT 1 FROM venue x WHERE x.id = NEW.venue_id AND x.school_id <> c.school_id)
  OR EXISTS (SELECT 1 FROM course x WHERE x.id = NEW.course_id AND x.school_id <> c.school_id))) BEGIN
  SELECT RAISE(ABORT, '一所学校的班次，只能用这所学校自己的课程、场地、教师和学员。');
END;
CREATE TRIGGER lesson_lecturer_of_one_school_insert BEFORE INSERT ON lesson_lecturer
WHEN EXISTS (SELECT 1 FROM lesson s JOIN class c ON c.id = s.class_id JOIN teacher x ON x.id = NEW.teacher_id
  WHERE s.id = NEW.lesson_id AND x.school_id <> c.school_id) BEGIN
  SELECT RAISE(ABORT, '一所学校的班次，只能用这所学校自己的课程、场地、教师和学员。');
END;
CREATE TRIGGER lesson_lecturer_of_one_school_update BEFORE UPDATE ON lesson_lecturer
WHEN EXISTS (SELECT 1 FROM lesson s JOIN class c ON c.id = s.class_id JOIN teacher x ON x.id = NEW.teacher_id
  WHERE s.id = NEW.lesson_id AND x.school_id <> c.school_id) BEGIN
  SELECT RAISE(ABORT, '一所学校的班次，只能用这所学校自己的课程、场地、教师和学员。');
END;
CREATE TRIGGER enrolment_of_one_school_insert BEFORE INSERT ON enrolment
WHEN EXISTS (SELECT 1 FROM class c JOIN student x ON x.id = NEW.student_id
  WHERE c.id = NEW.class_id AND x.school_id <> c.school_id) BEGIN
  SELECT RAISE(ABORT, '一所学校的班次，只能用这所学校自己的课程、场地、教师和学员。');
END;
CREATE TRIGGER enrolment_of_one_school_update BEFORE UPDATE ON enrolment
WHEN EXISTS (SELECT 1 FROM class c JOIN student x ON x.id = NEW.student_id
  WHERE c.id = NEW.class_id AND x.school_id <> c.school_id) BEGIN
  SELECT RAISE(ABORT, '一所学校的班次，只能用这所学校自己的课程、场地、教师和学员。');
END;

-- 密钥: with another key, no certificate in the world would be the school's any more.
CREATE TRIGGER school_key_fixed BEFORE UPDATE ON school
WHEN OLD.id = 1 AND NEW.public_key IS NOT OLD.public_key BEGIN
  SELECT RAISE(ABORT, '学校的公钥不能更改，否则已签发的证书都不能核验。');
END;
CREATE TRIGGER secret_fixed BEFORE UPDATE ON secret BEGIN
  SELECT RAISE(ABORT, '密钥不能更改。');
END;
CREATE TRIGGER secret_kept BEFORE DELETE ON secret BEGIN
  SELECT RAISE(ABORT, '密钥不能删除。');
END;
CREATE TRIGGER secret_not_replaced BEFORE INSERT ON secret
WHEN EXISTS (SELECT 1 FROM secret s WHERE s.name = NEW.name) BEGIN
  SELECT RAISE(ABORT, '密钥已经有了，不能替换。');
END;

-- 照片 do not change: a certificate that is printed again shows the same one.
CREATE TRIGGER photo_fixed BEFORE UPDATE ON photo BEGIN
  SELECT RAISE(ABORT, '照片不能更改；请另存一张。');
END;
CREATE TRIGGER photo_not_replaced BEFORE INSERT ON photo
WHEN EXISTS (SELECT 1 FROM photo p WHERE p.id = NEW.id OR p.sha256 = NEW.sha256) BEGIN
  SELECT RAISE(ABORT, '这张照片已经有了，不能替换。');
END;

-- Whose password opens as whom does not change: the key ring and this table name each other.
CREATE TRIGGER user_ring_entry_fixed BEFORE UPDATE ON user
WHEN NEW.ring_entry IS NOT OLD.ring_entry BEGIN
  SELECT RAISE(ABORT, '用户在密钥文件中的编号不能更改。');
END;
CREATE TRIGGER user_not_replaced BEFORE INSERT ON user
WHEN EXISTS (SELECT 1 FROM user u
  WHERE u.id = NEW.id OR u.name = NEW.name OR u.ring_entry = NEW.ring_entry) BEGIN
  SELECT RAISE(ABORT, '这个用户名已经有了。没有写入任何数据。');
END;
CREATE TRIGGER user_name_not_taken BEFORE UPDATE ON user
WHEN EXISTS (SELECT 1 FROM user u WHERE u.id <> OLD.id AND u.name = NEW.name) BEGIN
  SELECT RAISE(ABORT, '这个用户名已经有了。没有写入任何数据。');
END;
-- Somebody must be able to open the file.
CREATE TRIGGER user_last_kept BEFORE DELETE ON user
WHEN (SELECT count(*) FROM user) <= 1 BEGIN
  SELECT RAISE(ABORT, '至少要留一个用户，否则没有人能打开学校文件。');
END;
-- 管理员: one at least, when a row has changed, gone, come, or taken another's place by REPLACE.
CREATE TRIGGER user_admin_kept_insert AFTER INSERT ON user
WHEN NOT EXISTS (SELECT 1 FROM user u WHERE u.role = 'admin') BEGIN
  SELECT RAISE(ABORT, '至少要有一位管理员。');
END;
CREATE TRIGGER user_admin_kept_update AFTER UPDATE ON user
WHEN NOT EXISTS (SELECT 1 FROM user u WHERE u.role = 'admin') BEGIN
  SELECT RAISE(ABORT, '至少要有一位管理员。');
END;
CREATE TRIGGER user_admin_kept_delete AFTER DELETE ON user
WHEN NOT EXISTS (SELECT 1 FROM user u WHERE u.role = 'admin') BEGIN
  SELECT RAISE(ABORT, '至少要有一位管理员。');
END;

-- 恢复演练: what was put on record stays as it was.
CREATE TRIGGER rehearsal_fixed BEFORE UPDATE ON rehearsal WHEN OLD.school_id = 1 BEGIN
  SELECT RAISE(ABORT, '恢复演练的记录不能更改。');
END;
CREATE TRIGGER rehearsal_kept BEFORE DELETE ON rehearsal WHEN OLD.school_id = 1 BEGIN
  SELECT RAISE(ABORT, '恢复演练的记录不能删除。');
END;

-- 证书台账: rows are never deleted, what is printed never changes, a void stays void. A line of 补录 was copied
-- from elsewhere and proves nothing: copied wrongly, it goes.
CREATE TRIGGER certificate_kept BEFORE DELETE ON certificate
WHEN OLD.school_id = 1 AND OLD.brought_in = 0 BEGIN
  SELECT RAISE(ABORT, '证书台账不能删除；开错的证书请作废。');
END;
CREATE TRIGGER certificate_brought_in_kept BEFORE DELETE ON certificate
WHEN OLD.school_id = 1 AND OLD.brought_in = 1 AND EXISTS (SELECT 1 FROM certificate x
  WHERE x.school_id = 1 AND x.brought_in = 0 AND x.serial > 1
    AND substr(OLD.number, 1, instr(x.series, '*') - 1) = substr(x.series, 1, instr(x.series, '*') - 1)
    AND substr(OLD.number, length(OLD.number) - length(x.series) + instr(x.series, '*') + 1)
      = substr(x.series, instr(x.series, '*') + 1)
    AND CAST(substr(OLD.number, instr(x.series, '*'), length(OLD.number) - length(x.series) + 1) AS INTEGER)
      = x.serial - 1
    AND NOT EXISTS (SELECT 1 FROM certificate y
      WHERE y.school_id = 1 AND y.series = x.series AND y.serial = x.serial - 1)) BEGIN
  SELECT RAISE(ABORT, '本校已接着这个编号签发证书，不能删除；写错的可以作废。没有写入任何数据。');
END;
-- It is issued to somebody of an approved class, says what class and record say, is signed, and takes the
-- next number of its series, or the next after one brought in. A reissue stands for a void one of the same.
CREATE TRIGGER certificate_issued BEFORE INSERT ON certificate
WHEN NEW.school_id IS 1 AND NEW.brought_in IS NOT 1 BEGIN
  SELECT RAISE(ABORT, '证书只能签发给已审定班次的学员，姓名、班次、日期和学时与档案一致。')
  WHERE NOT EXISTS (
    SELECT 1 FROM class c JOIN class_summary m ON m.class_id = c.id
    JOIN enrolment e ON e.class_id = c.id JOIN student s ON s.id = e.student_id
    WHERE c.id = NEW.class_id AND c.school_id = 1 AND c.status <> 'draft' AND c.brought_in = 0
      AND c.code = NEW.class_code
      AND m.start_date = NEW.start_date AND m.end_date = NEW.end_date
      AND m.quarter_hours = NEW.quarter_hours
      AND e.student_id = NEW.student_id AND e.status <> 'withdrawn' AND s.name = NEW.student_name)
    OR NOT EXISTS (SELECT 1 FROM school o WHERE o.id = 1 AND o.name = NEW.school_name);
  SELECT RAISE(ABORT, '证书须经签名，签发日期须是日期。')
  WHERE NEW.signature IS NULL OR NEW.issue_date IS NOT date(NEW.issue_date, '+0 days');
  SELECT RAISE(ABORT, '新签发的证书不能是作废的。')
  WHERE NEW.status IS NOT 'issued' OR NEW.void_date IS NOT NULL OR NEW.void_reason IS NOT '';
  SELECT RAISE(ABORT, '证书序号须接着同一系列的上一张。')
  WHERE coalesce(instr(NEW.number, NEW.serial), 0) = 0
    OR (NEW.serial IS NOT (SELECT coalesce(max(x.serial), 0) + 1 FROM certificate x
        WHERE x.school_id = 1 AND x.series = NEW.series)
      AND (NEW.serial <= (SELECT coalesce(max(x.serial), 0) + 1 FROM certificate x
          WHERE x.school_id = 1 AND x.series = NEW.series)
        OR NOT EXISTS (SELECT 1 FROM certificate x WHERE x.school_id = 1 AND x.brought_in = 1
          AND substr(x.number, 1, instr(NEW.series, '*') - 1) = substr(NEW.series, 1, instr(NEW.series, '*') - 1)
          AND substr(x.number, length(x.number) - length(NEW.series) + instr(NEW.series, '*') + 1)
            = substr(NEW.series, instr(NEW.series, '*') + 1)
          AND CAST(substr(x.number, instr(NEW.series, '*'), length(x.number) - length(NEW.series) + 1) AS INTEGER)
            = NEW.serial - 1)));
  SELECT RAISE(ABORT, '补发的证书须代替同一学员、同一班次已作废的证书。')
  WHERE NEW.replaces_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM certificate x
    WHERE x.id = NEW.replaces_id AND x.class_id = NEW.class_id AND x.student_id = NEW.student_id
      AND x.status = 'voided');
END;
-- 补录: somebody of a class brought in had it, and it says what class and record say.
CREATE TRIGGER certificate_brought_in BEFORE INSERT ON certificate
WHEN NEW.school_id IS 1 AND NEW.brought_in IS 1 BEGIN
  SELECT RAISE(ABORT, '只能补录补录班次学员的证书，姓名、班次、日期和学时与档案一致。没有写入任何数据。')
  WHERE NOT EXISTS (
    SELECT 1 FROM class c JOIN class_dates d ON d.class_id = c.id
    JOIN enrolment e ON e.class_id = c.id JOIN student s ON s.id = e.student_id
    WHERE c.id = NEW.class_id AND c.school_id = 1 AND c.brought_in = 1 AND c.code = NEW.class_code
      -- with its issue as chinese.class_title writes it
      AND (NEW.class_name = c.name OR EXISTS (SELECT 1 FROM (SELECT substr(NEW.class_name, length(c.name) + 2,
          length(NEW.class_name) - length(c.name) - 2) AS issue) w
        WHERE NEW.class_name = c.name || '（' || w.issue || '）' AND w.issue <> ''
          AND (instr(c.issue, w.issue) > 0 OR w.issue = '第' || trim(c.issue, ' （）()') || '期')))
      AND d.start_date = NEW.start_date AND d.end_date = NEW.end_date
      AND coalesce(e.quarter_hours, c.typed_quarter_hours, 0) = NEW.quarter_hours
      AND e.student_id = NEW.student_id AND e.status <> 'withdrawn'
      -- or the name of then, where an undo brings the line back
      AND (s.name = NEW.student_name OR EXISTS (SELECT 1 FROM change h WHERE h.operation_id IS NOT NULL
        AND h.table_name = 'certificate' AND h.row_id = NEW.id AND h.action = 'delete'
        AND json_extract(h.before, '$.student_id') = NEW.student_id
        AND json_extract(h.before, '$.student_name') = NEW.student_name)))
    OR NOT EXISTS (SELECT 1 FROM school o WHERE o.id = 1 AND (o.name = NEW.school_name
      OR EXISTS (SELECT 1 FROM change h WHERE h.operation_id IS NOT NULL
        AND h.table_name = 'certificate' AND h.row_id = NEW.id AND h.action = 'delete'
        AND json_extract(h.before, '$.school_name') = NEW.school_name)));
  SELECT RAISE(ABORT, '补录证书的签发日期、作废日期须是不晚于今天的日期。没有写入任何数据。')
  WHERE NEW.issue_date IS NOT date(NEW.issue_date, '+0 days') OR NEW.issue_date > date('now', 'localtime')
    OR NEW.void_date IS NOT date(NEW.void_date, '+0 days');
END;
-- What was copied wrongly is mended as class and record are, and says again what they say.
CREATE TRIGGER certificate_brought_in_says BEFORE UPDATE ON certificate
WHEN OLD.school_id = 1 AND OLD.brought_in = 1
  AND (NEW.class_code IS NOT OLD.class_code OR NEW.class_name IS NOT OLD.class_name
  OR NEW.student_name IS NOT OLD.student_name OR NEW.start_date IS NOT OLD.start_date
  OR NEW.end_date IS NOT OLD.end_date OR NEW.quarter_hours IS NOT OLD.quarter_hours
  OR NEW.issue_date IS NOT OLD.issue_date) BEGIN
  SELECT RAISE(ABORT, '补录证书的姓名、班次、日期和学时须与档案一致，签发日期须是不晚于今天的日期。没有写入任何数据。')
  WHERE NEW.issue_date IS NOT date(NEW.issue_date, '+0 days') OR NEW.issue_date > date('now', 'localtime')
    OR NOT EXISTS (
    SELECT 1 FROM class c JOIN class_dates d ON d.class_id = c.id
    JOIN enrolment e ON e.class_id = c.id JOIN student s ON s.id = e.student_id
    WHERE c.id = OLD.class_id AND c.code = NEW.class_code
      AND (NEW.class_name = c.name OR EXISTS (SELECT 1 FROM (SELECT substr(NEW.class_name, length(c.name) + 2,
          length(NEW.class_name) - length(c.name) - 2) AS issue) w
        WHERE NEW.class_name = c.name || '（' || w.issue || '）' AND w.issue <> ''
          AND (instr(c.issue, w.issue) > 0 OR w.issue = '第' || trim(c.issue, ' （）()') || '期')))
      AND d.start_date = NEW.start_date AND d.end_date = NEW.end_date
      AND coalesce(e.quarter_hours, c.typed_quarter_hours, 0) = NEW.quarter_hours
      AND e.student_id = OLD.student_id
      AND (NEW.student_name = OLD.student_name OR NEW.student_name = s.name));
END;
CREATE TRIGGER certificate_not_replaced BEFORE INSERT ON certificate
WHEN EXISTS (SELECT 1 FROM certificate c WHERE +c.school_id = 1 AND (c.id = NEW.id
             OR (c.school_id = coalesce(NEW.school_id, 1) AND c.number = NEW.number)
             OR (c.school_id = coalesce(NEW.school_id, 1)
                 AND c.series = NEW.series AND c.serial = NEW.serial))) BEGIN
  SELECT RAISE(ABORT, '证书编号已用过，不能再用。');
END;
CREATE TRIGGER certificate_fixed BEFORE UPDATE ON certificate
WHEN OLD.school_id = 1 AND (NEW.id IS NOT OLD.id OR NEW.number IS NOT OLD.number OR NEW.series IS NOT OLD.series
  OR NEW.serial IS NOT OLD.serial OR NEW.wording IS NOT OLD.wording
  OR NEW.verification_code IS NOT OLD.verification_code OR NEW.signature IS NOT OLD.signature
  OR NEW.key_fingerprint IS NOT OLD.key_fingerprint OR NEW.replaces_id IS NOT OLD.replaces_id
  OR NEW.photo_id IS NOT OLD.photo_id OR NEW.brought_in IS NOT OLD.brought_in
  OR NEW.school_name IS NOT OLD.school_name OR (OLD.brought_in = 0 AND (NEW.class_code IS NOT OLD.class_code
    OR NEW.class_name IS NOT OLD.class_name OR NEW.student_name IS NOT OLD.student_name
    OR NEW.start_date IS NOT OLD.start_date OR NEW.end_date IS NOT OLD.end_date
    OR NEW.quarter_hours IS NOT OLD.quarter_hours OR NEW.issue_date IS NOT OLD.issue_date))
  -- class and student, which a program of before let go, come back only; what they were, the journal knows
  OR (NEW.class_id IS NOT OLD.class_id AND (OLD.class_id IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM class c WHERE c.id = NEW.class_id)
    OR NOT EXISTS (SELECT 1 FROM change h WHERE h.operation_id IS NOT NULL
      AND h.table_name = 'certificate' AND h.row_id = OLD.id
      AND json_extract(h.before, '$.class_id') = NEW.class_id)))
  OR (NEW.student_id IS NOT OLD.student_id AND (OLD.student_id IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM student s WHERE s.id = NEW.student_id)
    OR NOT EXISTS (SELECT 1 FROM change h WHERE h.operation_id IS NOT NULL
      AND h.table_name = 'certificate' AND h.row_id = OLD.id
      AND json_extract(h.before, '$.student_id') = NEW.student_id)))) BEGIN
  SELECT RAISE(ABORT, '已签发的证书不能更改；请作废后重新签发。');
END;
-- The index certificate_valid says the same, but would let REPLACE take the older one away.
CREATE TRIGGER certificate_one_valid_insert BEFORE INSERT ON certificate
WHEN NEW.status IS NOT 'voided' AND EXISTS (SELECT 1 FROM certificate c WHERE c.status = 'issued'
  AND c.class_id = NEW.class_id AND c.student_id = NEW.student_id) BEGIN
  SELECT RAISE(ABORT, '这名学员已有本班的有效证书；请先作废。');
END;
CREATE TRIGGER certificate_one_valid_update BEFORE UPDATE ON certificate
WHEN NEW.status IS NOT 'voided' AND EXISTS (SELECT 1 FROM certificate c WHERE c.status = 'issued'
  AND c.class_id = NEW.class_id AND c.student_id = NEW.student_id AND c.id IS NOT OLD.id) BEGIN
  SELECT RAISE(ABORT, '这名学员已有本班的有效证书；请先作废。');
END;
CREATE TRIGGER certificate_void_stays BEFORE UPDATE ON certificate
WHEN OLD.school_id = 1 AND OLD.status = 'voided'
  AND (NEW.status IS NOT 'voided' OR NEW.void_date IS NOT OLD.void_date
  OR NEW.void_reason IS NOT OLD.void_reason) BEGIN
  SELECT RAISE(ABORT, '已作废的证书不能恢复。');
END;
CREATE TRIGGER certificate_voided BEFORE UPDATE ON certificate
WHEN OLD.school_id = 1 AND OLD.status <> 'voided' AND (
  (NEW.status IS NOT 'voided' AND (NEW.void_date IS NOT NULL OR NEW.void_reason IS NOT OLD.void_reason))
  OR (NEW.status IS 'voided' AND NEW.void_date IS NOT date(NEW.void_date, '+0 days'))) BEGIN
  SELECT RAISE(ABORT, '作废的日期和原因只随作废填写。');
END;

-- 操作记录: the program alone keeps it. journal_keeper() is 1 on the program's own connection while it does,
-- 0 otherwise (app/file/keeper.py), and unknown to any other tool. A finished entry stays as it is, but for
-- its state, until it is in an archive.
CREATE TRIGGER operation_kept_insert BEFORE INSERT ON operation
WHEN journal_keeper() <> 1 OR NEW.id > 0 OR NEW.hash <> '' BEGIN
  SELECT RAISE(ABORT, '操作记录只由程序写入。');
END;
CREATE TRIGGER operation_kept_update BEFORE UPDATE ON operation
WHEN journal_keeper() <> 1 OR NEW.id IS NOT OLD.id OR (OLD.hash <> '' AND (NEW.name IS NOT OLD.name
  OR NEW.at IS NOT OLD.at OR NEW.user_name IS NOT OLD.user_name OR NEW.undo IS NOT OLD.undo
  OR NEW.reverses_id IS NOT OLD.reverses_id OR NEW.run_id IS NOT OLD.run_id
  OR NEW.joins IS NOT OLD.joins OR NEW.run_name IS NOT OLD.run_name OR NEW.rights IS NOT OLD.rights
  OR NEW.previous_hash IS NOT OLD.previous_hash OR NEW.hash IS NOT OLD.hash)) BEGIN
  SELECT RAISE(ABORT, '操作记录不能更改。');
END;
CREATE TRIGGER operation_kept_delete BEFORE DELETE ON operation
WHEN journal_keeper() <> 1
  OR (OLD.hash <> '' AND NOT EXISTS (SELECT 1 FROM journal_archive a WHERE OLD.id <= a.last_id)) BEGIN
  SELECT RAISE(ABORT, '操作记录不能删除。');
END;
-- what is recorded belongs to the operation under way, or to none, and comes after all there is
CREATE TRIGGER change_kept_insert BEFORE INSERT ON change
WHEN NEW.id > 0 OR NEW.operation_id IS NOT (SELECT operation_id FROM journal_head) BEGIN
  SELECT RAISE(ABORT, '操作记录只由程序写入。');
END;
CREATE TRIGGER change_kept_update BEFORE UPDATE ON change BEGIN
  SELECT RAISE(ABORT, '操作记录不能更改。');
END;
CREATE TRIGGER change_kept_delete BEFORE DELETE ON change
WHEN journal_keeper() <> 1
  OR NOT EXISTS (SELECT 1 FROM journal_archive a WHERE OLD.id <= a.last_change_id) BEGIN
  SELECT RAISE(ABORT, '操作记录不能删除。');
END;
CREATE TRIGGER journal_head_kept_insert BEFORE INSERT ON journal_head WHEN journal_keeper() <> 1 BEGIN
  SELECT RAISE(ABORT, '操作记录只由程序写入。');
END;
CREATE TRIGGER journal_head_kept_update BEFORE UPDATE ON journal_head BEGIN
  SELECT RAISE(ABORT, '操作记录不能更改。');
END;
CREATE TRIGGER journal_head_kept_delete BEFORE DELETE ON journal_head WHEN journal_keeper() <> 1 BEGIN
  SELECT RAISE(ABORT, '操作记录不能更改。');
END;
CREATE TRIGGER baseline_kept_insert BEFORE INSERT ON baseline
WHEN journal_keeper() <> 1 OR NEW.id > 0 BEGIN
  SELECT RAISE(ABORT, '操作记录只由程序写入。');
END;
CREATE TRIGGER baseline_kept_update BEFORE UPDATE ON baseline BEGIN
  SELECT RAISE(ABORT, '操作记录不能更改。');
END;
CREATE TRIGGER baseline_kept_delete BEFORE DELETE ON baseline
WHEN journal_keeper() <> 1
  OR NOT EXISTS (SELECT 1 FROM journal_archive a WHERE OLD.operation_id <= a.last_id) BEGIN
  SELECT RAISE(ABORT, '操作记录不能删除。');
END;
CREATE TRIGGER journal_archive_kept_insert BEFORE INSERT ON journal_archive
WHEN journal_keeper() <> 1 OR NEW.id > 0 BEGIN
  SELECT RAISE(ABORT, '操作记录只由程序写入。');
END;
CREATE TRIGGER journal_archive_kept_update BEFORE UPDATE ON journal_archive BEGIN
  SELECT RAISE(ABORT, '操作记录不能更改。');
END;
CREATE TRIGGER journal_archive_kept_delete BEFORE DELETE ON journal_archive BEGIN
  SELECT RAISE(ABORT, '操作记录不能删除。');
END;
