-- The figures of the race as DuckDB computes them; @DATA@, @OUT@ and @THREADS@ are filled in by
-- race.py. Per owner, team and company: 24 months of results and activity, the open pipeline by
-- stage, and the overdue tasks as of the end of 2025.
SET threads = @THREADS@;
SET preserve_insertion_order = false;

CREATE TEMP TABLE people AS
SELECT email, team FROM read_csv('@DATA@/owners.csv', header = true, auto_detect = false,
  columns = {'name': 'VARCHAR', 'email': 'VARCHAR', 'team': 'VARCHAR'});

CREATE TEMP TABLE deals AS
SELECT owner_email AS owner, stage, amount, status, created_at::DATE AS created, closed_at::DATE AS closed
FROM read_csv('@DATA@/deals.csv', header = true, delim = ',', quote = '"', escape = '"',
  new_line = '\n', auto_detect = false, columns = {
  'deal_id': 'VARCHAR', 'deal_name': 'VARCHAR', 'owner_email': 'VARCHAR', 'stage': 'VARCHAR',
  'amount': 'DOUBLE', 'currency': 'VARCHAR', 'created_at': 'TIMESTAMP', 'closed_at': 'TIMESTAMP',
  'expected_close': 'VARCHAR', 'status': 'VARCHAR', 'source': 'VARCHAR', 'segment': 'VARCHAR',
  'product': 'VARCHAR', 'discount_pct': 'VARCHAR', 'account_id': 'VARCHAR',
  'account_name': 'VARCHAR', 'contact_name': 'VARCHAR', 'contact_email': 'VARCHAR',
  'contact_phone': 'VARCHAR', 'industry': 'VARCHAR', 'city': 'VARCHAR', 'country': 'VARCHAR',
  'postal_code': 'VARCHAR', 'region': 'VARCHAR', 'campaign': 'VARCHAR', 'deal_type': 'VARCHAR',
  'forecast_category': 'VARCHAR', 'probability': 'VARCHAR', 'next_step': 'VARCHAR',
  'description': 'VARCHAR', 'competitor': 'VARCHAR', 'loss_reason': 'VARCHAR',
  'last_modified_at': 'VARCHAR', 'fiscal_quarter': 'VARCHAR', 'tags': 'VARCHAR',
  'record_url': 'VARCHAR'});

CREATE TEMP TABLE activities AS
SELECT owner_email AS owner, left(activity_at, 7) AS month,
  count(*) FILTER (type = 'call') AS calls, count(*) FILTER (type = 'email') AS emails,
  count(*) FILTER (type = 'meeting') AS meetings, count(*) FILTER (type = 'task') AS tasks,
  count(*) FILTER (type = 'meeting' AND outcome = 'completed') AS held,
  count(*) FILTER (type = 'meeting' AND outcome = 'no_show') AS no_shows,
  count(*) FILTER (type = 'task' AND done = 'false' AND due_date < '2026-01-01') AS overdue
FROM read_csv('@DATA@/activities.csv', header = true, delim = ',', quote = '"', escape = '"',
  new_line = '\n', auto_detect = false, columns = {
  'activity_id': 'VARCHAR', 'type': 'VARCHAR', 'owner_email': 'VARCHAR', 'deal_id': 'VARCHAR',
  'activity_at': 'VARCHAR', 'outcome': 'VARCHAR', 'due_date': 'VARCHAR', 'done': 'VARCHAR',
  'subject': 'VARCHAR', 'duration_min': 'VARCHAR', 'channel': 'VARCHAR'})
GROUP BY ALL;

CREATE TEMP TABLE created_by_month AS
SELECT owner, strftime(date_trunc('month', created), '%Y-%m') AS month, count(*) AS number
FROM deals WHERE created >= DATE '2024-01-01' AND created < DATE '2026-01-01' GROUP BY ALL;

COPY (
  WITH created AS (
    SELECT CASE WHEN grouping(owner) = 0 THEN 'owner' WHEN grouping(team) = 0 THEN 'team'
      ELSE 'company' END AS level,
      coalesce(owner, team, 'ALL') AS key, month, sum(number) AS created
    FROM created_by_month JOIN people ON owner = email
    GROUP BY GROUPING SETS ((owner, month), (team, month), (month))),
  closed AS (
    SELECT CASE WHEN grouping(owner) = 0 THEN 'owner' WHEN grouping(team) = 0 THEN 'team'
      ELSE 'company' END AS level,
      coalesce(owner, team, 'ALL') AS key, strftime(first_day, '%Y-%m') AS month,
      count(*) FILTER (status = 'won') AS won, count(*) FILTER (status = 'lost') AS lost,
      coalesce(sum(amount) FILTER (status = 'won'), 0) AS won_amount,
      median(cycle) FILTER (status = 'won') AS median_cycle,
      avg(cycle) FILTER (status = 'won') AS mean_cycle
    FROM (
      SELECT owner, status, amount, date_trunc('month', closed) AS first_day,
        closed - created AS cycle
      FROM deals
      WHERE status <> 'open' AND closed >= DATE '2024-01-01' AND closed < DATE '2026-01-01')
    JOIN people ON owner = email
    GROUP BY GROUPING SETS ((owner, first_day), (team, first_day), (first_day))),
  active AS (
    SELECT CASE WHEN grouping(owner) = 0 THEN 'owner' WHEN grouping(team) = 0 THEN 'team'
      ELSE 'company' END AS level,
      coalesce(owner, team, 'ALL') AS key, month, sum(calls) AS calls, sum(emails) AS emails,
      sum(meetings) AS meetings, sum(tasks) AS tasks, sum(held) AS held,
      sum(no_shows) AS no_shows
    FROM activities JOIN people ON owner = email
    WHERE month >= '2024-01' AND month < '2026-01'
    GROUP BY GROUPING SETS ((owner, month), (team, month), (month)))
  SELECT level, key, month, coalesce(created, 0)::BIGINT AS created, coalesce(won, 0) AS won,
    round(coalesce(won_amount, 0), 2) AS won_amount, coalesce(lost, 0) AS lost,
    round(won / nullif(won + lost, 0), 6) AS win_rate,
    round(won_amount / nullif(won, 0), 6) AS avg_deal,
    median_cycle, round(mean_cycle, 6) AS mean_cycle,
    coalesce(calls, 0)::BIGINT AS calls, coalesce(emails, 0)::BIGINT AS emails,
    coalesce(meetings, 0)::BIGINT AS meetings, coalesce(tasks, 0)::BIGINT AS tasks,
    coalesce(held, 0)::BIGINT AS held, coalesce(no_shows, 0)::BIGINT AS no_shows,
    round(no_shows / nullif(held + no_shows, 0), 6) AS no_show_rate
  FROM created FULL JOIN closed USING (level, key, month)
    FULL JOIN active USING (level, key, month)
  ORDER BY ALL
) TO '@OUT@/monthly.csv' (HEADER);

COPY (
  SELECT CASE WHEN grouping(owner) = 0 THEN 'owner' WHEN grouping(team) = 0 THEN 'team'
    ELSE 'company' END AS level,
    coalesce(owner, team, 'ALL') AS key, stage, sum(number)::BIGINT AS open_count,
    round(sum(amount), 2) AS open_amount,
    round(sum(amount * CASE stage WHEN 'Prospecting' THEN 0.1 WHEN 'Qualification' THEN 0.2
      WHEN 'Needs Analysis' THEN 0.35 WHEN 'Proposal' THEN 0.55 WHEN 'Negotiation' THEN 0.8
      END), 2) AS weighted
  FROM (
    SELECT owner, stage, count(*) AS number, sum(amount) AS amount
    FROM deals WHERE status = 'open' GROUP BY ALL)
  JOIN people ON owner = email
  GROUP BY GROUPING SETS ((owner, stage), (team, stage), (stage)) ORDER BY ALL
) TO '@OUT@/pipeline.csv' (HEADER);

COPY (
  SELECT CASE WHEN grouping(owner) = 0 THEN 'owner' WHEN grouping(team) = 0 THEN 'team'
    ELSE 'company' END AS level,
    coalesce(owner, team, 'ALL') AS key, sum(overdue)::BIGINT AS overdue
  FROM activities JOIN people ON owner = email
  GROUP BY GROUPING SETS ((owner), (team), ()) ORDER BY ALL
) TO '@OUT@/tasks.csv' (HEADER);
