"""A big workshop for benchmarks: thousands of jobs in seconds.

A few jobs are made and brought to their stages by the addon itself; the database copies their rows.
"""

from odoo.fields import Command

# With hand-over, which is no work order, they are eighteen.
STAGES = (
    "sketch model3d wax waxwork tree casting cutting mounting grinding hallmark"
    " enamel engraving setting polishing plating qc packing"
)

# Table, the column that says whose rows they are, and the columns that point to copied rows.
_TABLES = (
    ("mrp_production_group", None, {}),
    ("mrp_production", None, {"production_group_id": "mrp_production_group"}),
    ("mrp_workorder", "production_id", {"production_id": "mrp_production"}),
    ("mrp_workcenter_productivity", "workorder_id", {"workorder_id": "mrp_workorder"}),
    (
        "stock_move",
        "production_id",
        {"production_id": "mrp_production", "production_group_id": "mrp_production_group"},
    ),
    ("stock_move_line", "move_id", {"move_id": "stock_move", "production_id": "mrp_production"}),
)
# A year of work ago for what is done; between a week ago and two months ahead for what is open.
_AGO = "make_interval(days => 1 + map.copy %% 365)"
_DUE = "now() + make_interval(days => (map.copy * 37) %% 67 - 7, hours => map.copy %% 9)"
_OPEN_VALUES = {
    "mrp_production": {
        "item_deadline": _DUE,
        "date_deadline": _DUE,
        "priority": "(map.copy %% 25 = 0)::int::text",
    },
}
_DONE_VALUES = {
    "mrp_production": {
        "date_start": f"src.date_start - {_AGO} - make_interval(days => 12)",
        "date_finished": f"src.date_finished - {_AGO}",
        "item_deadline": f"src.date_finished - {_AGO}"
        " + make_interval(days => (map.copy * 31) %% 12 - 3)",
    },
    "mrp_workorder": {
        "date_start": f"src.date_finished - {_AGO} - make_interval(mins => 20 + map.copy %% 50)",
        "date_finished": f"src.date_finished - {_AGO}",
        "duration": "src.duration_expected * (60 + map.copy %% 80) / 100.0",
        "date_opened": f"src.date_opened - {_AGO} - make_interval(days => 12)",
        "date_taken": f"src.date_finished - {_AGO} - make_interval(hours => 2)",
        "date_closed": f"src.date_closed - {_AGO}",
        "jeweller_id": "(%(jewellers)s)[1 + (map.copy + src.workcenter_id) %% %(count)s]",
    },
    "mrp_workcenter_productivity": {
        "date_start": f"src.date_start - {_AGO}",
        "date_end": f"src.date_end - {_AGO}",
    },
    "stock_move": {"date": f"src.date - {_AGO}"},
    "stock_move_line": {"date": f"src.date - {_AGO}"},
}


def make(env, open_jobs=1000, done_jobs=0, jewellers=30):
    """Fill the database and return (open jobs, done jobs).

    The open ones stand all along a route of 18 stages and wait for hand-over at its end; the
    done ones make a year of history.
    """
    stages = _stages(env)
    people = _jewellers(env, jewellers, stages)
    product = _product(env, stages)
    walk = _walk(env, product, len(stages))
    end = _handed_over(env, product) if done_jobs else env["mrp.production"]
    env.flush_all()
    opened = _copy(env, walk, open_jobs, _OPEN_VALUES, people)
    done = _copy(env, end, done_jobs, _DONE_VALUES, people)
    (walk | end).sudo().write({"priority": "0"})
    env.invalidate_all()
    for table, _owner, _links in _TABLES:
        env.cr.execute(f"ANALYZE {table}")  # pylint: disable=sql-injection
    env["mrp.production"]._cron_update_risk()
    return opened, done


def _stages(env):
    """Without control: nobody is here to fill in the check list of a piece."""
    stages = env["mrp.workcenter"].union(
        *(env.ref(f"jewel_production.stage_{name}") for name in STAGES.split())
    )
    stages.is_quality = False
    return stages


def _jewellers(env, count, stages):
    """Users of the bench, each at home at two stages or so."""
    users = env["res.users"].with_context(no_reset_password=True, tracking_disable=True)
    people = users.create(
        [
            {
                "name": f"Ювелир {number}",
                "login": f"bench_jeweller_{number}",
                "group_ids": [Command.set(env.ref("jewel_base.group_jeweller").ids)],
            }
            for number in range(count)
        ]
    )
    for index, stage in enumerate(stages):
        stage.jeweller_ids = people[index % count :: len(stages)] or people
    return people


def _product(env, stages):
    lines = [
        Command.create({"workcenter_id": stage.id, "minutes": 10 + index * 7 % 50})
        for index, stage in enumerate(stages)
    ]
    route = env["jewel.route"].create({"name": "Все участки", "line_ids": lines})
    return env["product.product"].create(
        {
            "name": "Запонки для замеров",
            "default_code": "БЕНЧ",
            "jewel_type_id": env["jewel.product.type"].search([], limit=1).id,
            "made_to_order": True,
            "jewel_route_id": route.id,
            "is_storable": True,
        }
    )


def _job(env, product):
    job = env["mrp.production"].create({"product_id": product.id})
    job.action_confirm()
    return job


def _walk(env, product, length):
    """A job at each stage of the route, and one that waits for hand-over."""
    jobs = env["mrp.production"]
    for steps in range(length + 1):
        job = _job(env, product)
        for _step in range(steps):
            job.action_jewel_next_stage()
        jobs |= job
    return jobs


def _handed_over(env, product):
    job = _job(env, product)
    while job._jewel_open_orders():
        job.action_jewel_next_stage()
    job.company_id.handover_needs_photo = False  # a year of pictures would weigh on the copies
    job.final_weight = 16.66
    job.action_jewel_handover()
    return job


# === COPIES OF ROWS === #


def _copy(env, jobs, count, values, people):
    """``count`` copies of ``jobs`` in turn, with all rows that hang on them."""
    if not count:
        return jobs
    cr = env.cr
    cr.execute("DROP TABLE IF EXISTS bench_map")
    cr.execute("CREATE TEMP TABLE bench_map (tab text, old int, copy int, new int)")
    cr.execute(
        "CREATE TEMP TABLE IF NOT EXISTS bench_job AS SELECT 0 AS id, 0 AS grp, 0 AS copy LIMIT 0"
    )
    cr.execute("TRUNCATE bench_job")
    cr.execute(
        """
        INSERT INTO bench_job
        SELECT job.id, job.production_group_id, copy
          FROM generate_series(0, %s) copy
          JOIN (SELECT id, production_group_id, row_number() OVER (ORDER BY id) - 1 AS place
                  FROM mrp_production WHERE id = ANY(%s)) job
            ON job.place = copy %% %s
        """,
        [count - 1, jobs.ids, len(jobs)],
    )
    for table, owner, links in _TABLES:
        _map_rows(cr, table, owner, links)
        parameters = {"jewellers": people.ids, "count": len(people)}
        _insert_copies(cr, table, links, values.get(table, {}), parameters)
    _copy_dependencies(cr)
    cr.execute("SELECT new FROM bench_map WHERE tab = 'mrp_production' ORDER BY new")
    return env["mrp.production"].browse(row[0] for row in cr.fetchall())


def _map_rows(cr, table, owner, links):
    """Give each row that is to be copied, for each copy, its new id."""
    if owner:
        source = f"""
            SELECT src.id, map.copy FROM {table} src
              JOIN bench_map map ON map.tab = '{links[owner]}' AND map.old = src.{owner}"""
    else:
        source = f"SELECT {'grp' if table.endswith('group') else 'id'}, copy FROM bench_job"
    cr.execute(  # pylint: disable=sql-injection
        f"""
        INSERT INTO bench_map
        SELECT '{table}', rows.id, rows.copy, nextval('{table}_id_seq')
          FROM ({source}) rows (id, copy) WHERE rows.id IS NOT NULL ORDER BY rows.copy, rows.id
        """
    )
    cr.execute("CREATE INDEX IF NOT EXISTS bench_map_key ON bench_map (tab, old, copy)")
    cr.execute("ANALYZE bench_map")


def _insert_copies(cr, table, links, values, parameters):
    cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    own = {"id": "map.new", "leave_id": "NULL", "jewel_queue": "src.jewel_queue"}
    if table == "mrp_production":
        own["name"] = "'BENCH/' || map.new"
    joins = ""
    for column, target in links.items():
        own[column] = f"{column}_map.new"
        joins += f"""
            LEFT JOIN bench_map {column}_map ON {column}_map.tab = '{target}'
                 AND {column}_map.old = src.{column} AND {column}_map.copy = map.copy"""
    own |= values
    columns = [row[0] for row in cr.fetchall()]
    chosen = ", ".join(own.get(column, f"src.{column}") for column in columns)
    names = ", ".join(columns)
    cr.execute(  # pylint: disable=sql-injection
        f"""
        INSERT INTO {table} ({names})
        SELECT {chosen} FROM bench_map map JOIN {table} src ON src.id = map.old {joins}
         WHERE map.tab = '{table}' ORDER BY map.new
        """,
        parameters,
    )


def _copy_dependencies(cr):
    cr.execute(
        """
        INSERT INTO mrp_workorder_dependencies_rel (workorder_id, blocked_by_id)
        SELECT mine.new, other.new
          FROM mrp_workorder_dependencies_rel rel
          JOIN bench_map mine ON mine.tab = 'mrp_workorder' AND mine.old = rel.workorder_id
          JOIN bench_map other ON other.tab = 'mrp_workorder' AND other.old = rel.blocked_by_id
               AND other.copy = mine.copy
        """
    )
