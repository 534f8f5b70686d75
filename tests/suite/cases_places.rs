//! Places, coordinates, figures and rows of tables as public files have them: each case reads right, and so do others of
//! its kind.

use std::path::Path;

use counterclaim_io::Severity;
use counterclaim_io::cell::coordinates::CoordinateOrder;
use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::load::{Import, load, load_bytes_with};
use counterclaim_io::mapping::{ColumnMapping, Field, Mapping};
use counterclaim_io::mapping_proposal::{LoadOutcome, load_or_ask, propose};
use counterclaim_model::{ClaimId, Figure, Progress};

use crate::support::in_package;

fn case(name: &str) -> Import {
    load(&in_package("tests/fixtures/cases").join(name)).unwrap_or_else(|error| panic!("{error}"))
}

fn table(text: &str) -> Import {
    read("table.csv", text)
}

fn read(name: &str, text: &str) -> Import {
    load_bytes_with(text.as_bytes(), Path::new(name), &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// To five decimals, about a metre.
fn rounded(deg: f64) -> f64 {
    (deg * 1e5).round() / 1e5
}

/// Name, latitude and longitude of the place of each event.
fn places(import: &Import) -> Vec<(String, Option<(f64, f64)>)> {
    let dataset = &import.dataset;
    let place = |id| {
        let place = dataset.event(id).place.map(|place| dataset.place(place))?;
        Some((place.name.to_owned(), place.position.map(|at| (rounded(at.lat_deg), rounded(at.lon_deg)))))
    };
    dataset.event_ids().map(|id| place(id).unwrap_or_default()).collect()
}

fn points(import: &Import) -> Vec<Option<(f64, f64)>> {
    places(import).into_iter().map(|(_, point)| point).collect()
}

fn names(import: &Import) -> Vec<String> {
    places(import).into_iter().map(|(name, _)| name).collect()
}

/// Least and most, unit, and whether it is a running total.
type Told = (Option<f64>, Option<f64>, String, bool);

/// Each figure of each claim.
fn figures(import: &Import) -> Vec<Vec<Told>> {
    let dataset = &import.dataset;
    let of = |figure: Figure<'_>| (figure.low, figure.high, figure.unit.to_owned(), figure.cumulative);
    let of_claim = |id: ClaimId| {
        let said = dataset.statements_of_claim(id).iter().map(|id| dataset.statement(*id));
        let mut all = Vec::new();
        for statement in said {
            all.extend(statement.figures.iter().map(of));
        }
        all.dedup();
        all
    };
    dataset.claim_ids().map(of_claim).collect()
}

fn exact(value: f64, unit: &str) -> Told {
    (Some(value), Some(value), unit.to_owned(), false)
}

fn running(value: f64, unit: &str) -> Told {
    (Some(value), Some(value), unit.to_owned(), true)
}

fn between(low: f64, high: f64, unit: &str) -> Told {
    (Some(low), Some(high), unit.to_owned(), false)
}

/// Who says something of each claim, with the day on which it was said; not the data set itself.
fn sources(import: &Import) -> Vec<Vec<(String, String)>> {
    let dataset = &import.dataset;
    let of_claim = |id: ClaimId| {
        let said = dataset.statements_of_claim(id).iter().map(|id| dataset.statement(*id));
        let said = said.map(|statement| {
            let day = statement.stated_at.map(|span| span.label()).unwrap_or_default();
            (dataset.source(statement.speaker).name.to_owned(), day)
        });
        said.filter(|(name, _)| !name.ends_with("(data set)")).collect()
    };
    dataset.claim_ids().map(of_claim).collect()
}

fn said(name: &str, day: &str) -> (String, String) {
    (name.to_owned(), day.to_owned())
}

fn titles(import: &Import) -> Vec<String> {
    import.dataset.event_ids().map(|id| import.dataset.event(id).title.to_owned()).collect()
}

fn reasons(import: &Import) -> Vec<String> {
    import.issues.iter().map(|issue| issue.reason()).collect()
}

fn rejected(import: &Import) -> Vec<(usize, String)> {
    let rejected = import.issues.iter().filter(|issue| issue.severity() == Severity::Rejected);
    rejected.map(|issue| (issue.line().unwrap_or(0), issue.reason())).collect()
}

fn has_reason(import: &Import, words: &str) -> bool {
    reasons(import).iter().any(|reason| reason.contains(words))
}

// Coordinates.

#[test]
fn the_name_of_a_column_says_which_number_is_the_longitude() {
    let import = case("longitude-first-by-name.csv");
    assert_eq!(points(&import), [Some((48.01, 37.25)), Some((48.11, 37.35))]);
    assert_eq!(names(&import), ["Lower Ford", "High Ford"]);
    for (name, cell) in [
        ("lonlat", "37.25 48.01"),
        ("lat/lon", "48.01;37.25"),
        ("Довгота, широта", "37.25; 48.01"),
        ("XY", "37.25|48.01"),
        ("Latitud y longitud", "48.01 / 37.25"),
        ("Long_Lat", "(37.25, 48.01)"),
    ] {
        let import = table(&format!("id;date;title;\"{name}\"\n1;2031-05-01;a;\"{cell}\"\n"));
        assert_eq!(points(&import), [Some((48.01, 37.25))], "{name}");
        assert!(!has_reason(&import, "does not say"), "{name}");
    }
}

#[test]
fn an_order_that_nothing_settles_is_asked_and_a_mapping_can_say_it() {
    let text = "id,date,title,coordinates\n1,2031-05-01,a,\"37.25, 48.01\"\n2,2031-05-02,b,\"37.35, 48.11\"\n";
    let import = table(text);
    assert!(has_reason(&import, "`coordinates` does not say whether the latitude or the longitude is first"));
    let path = Path::new("table.csv");
    let proposal = propose(text.as_bytes(), path, &ReadOptions::default()).expect("read").expect("a table");
    assert!(!proposal.is_clear());
    let mut mapping = proposal.guess.mapping.clone();
    let column = mapping.columns.iter_mut().find(|column| column.field == Field::Position).expect("the column");
    column.coordinate_order = Some(CoordinateOrder::LongitudeFirst);
    let written = mapping.to_json().expect("written");
    assert!(written.contains("\"coordinate_order\": \"longitude-first\""), "{written}");
    let options = ReadOptions { mapping: Some(Mapping::from_json(&written).expect("read")), ..ReadOptions::default() };
    let import = load_bytes_with(text.as_bytes(), path, &options).expect("read");
    assert_eq!(points(&import), [Some((48.01, 37.25)), Some((48.11, 37.35))]);
    assert!(!has_reason(&import, "does not say"));
}

#[test]
fn values_settle_the_order_for_the_whole_column_where_only_one_fits() {
    let text = "id,date,title,coordinates\n1,2031-05-01,a,\"37.25, 48.01\"\n2,2031-05-02,b,\"143.25, -34.75\"\n";
    let import = table(text);
    assert_eq!(points(&import), [Some((48.01, 37.25)), Some((-34.75, 143.25))]);
    let proposal = propose(text.as_bytes(), Path::new("a.csv"), &ReadOptions::default()).expect("read");
    assert!(proposal.expect("a table").is_clear());
}

#[test]
fn the_longitude_is_first_wherever_a_type_says_point() {
    let import = case("geojson-point-in-a-field.json");
    assert_eq!(points(&import), [Some((48.0083, 37.25)), Some((48.1083, 37.35))]);
    assert_eq!(titles(&import), ["Bridge shelled", "Convoy stopped"]);
    assert_eq!(import.reading.columns.as_ref().map(|columns| columns.unused.len()), Some(0));
    let text = r#"{"id":1,"date":"2031-05-01","title":"a","geo":{"type":"Point","coordinates":[37.25,48.01,120]}}
{"id":2,"date":"2031-05-02","title":"b","geo":{"type":"Point","coordinates":[37.35,48.11]}}"#;
    assert_eq!(points(&read("a.jsonl", text)), [Some((48.01, 37.25)), Some((48.11, 37.35))]);
    let text =
        "id,date,title,shape\n1,2031-05-01,a,\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":[37.25,48.01]}\"\n";
    assert_eq!(points(&table(text)), [Some((48.01, 37.25))]);
    let text = r#"[{"id":1,"date":"2031-05-01","title":"a","where":{"coordinates":{"type":"LineString","coordinates":[[33,12],[34,13]]}}}]"#;
    assert_eq!(points(&read("a.json", text)), [Some((12.5, 33.5))]);
}

#[test]
fn degrees_minutes_and_seconds_are_read_with_their_letters() {
    let import = case("degrees-minutes-seconds.csv");
    assert_eq!(points(&import), [Some((48.00833, 37.25)), Some((-12.5, -33.75)), Some((48.025, 37.27083))]);
    // The guess, and the second point.
    assert_eq!(import.issues.len(), 2, "{:?}", import.issues);
    assert!(has_reason(&import, "-12.5, -33.75 lies at sea, far from any coast"));
    let import = table(
        "id,date,title,position\n1,2031-05-01,a,\"48°00'36\"\"N 37°15'00\"\"E\"\n2,2031-05-02,b,E37 16.2 N48 6.6\n",
    );
    assert_eq!(points(&import), [Some((48.01, 37.25)), Some((48.11, 37.27))]);
    let import = table("id,date,title,lat,lon\n1,2031-05-01,a,\"48° 0,6' с. ш.\",\"37° 15' в. д.\"\n");
    assert_eq!(points(&import), [Some((48.01, 37.25))]);
    // The letters say it where the columns are mixed up.
    let import = table("id,date,title,lat,lon\n1,2031-05-01,a,37.25 E,48.01 N\n");
    assert_eq!(points(&import), [Some((48.01, 37.25))]);
}

#[test]
fn two_coordinates_with_a_bar_between_are_a_point() {
    let import = case("latitude-bar-longitude.csv");
    assert_eq!(points(&import), [Some((12.5, 33.25)), Some((12.6, 33.35))]);
    for cell in
        ["POINT(37.25 48.01)", "SRID=4326;POINT(37.25 48.01)", "0101000020E61000000000000000A04240E17A14AE47014840"]
    {
        let import = table(&format!("id,date,title,geom\n1,2031-05-01,a,{cell}\n"));
        assert_eq!(points(&import), [Some((48.01, 37.25))], "{cell}");
    }
    let import = table("id,date,title,grid\n1,2031-05-01,a,17T PJ 30084 33438\n2,2031-05-02,b,17T 630084 4833438\n");
    let near = |point: &Option<(f64, f64)>| {
        point.is_some_and(|(lat, lon)| (lat - 43.64257).abs() < 1e-4 && (lon + 79.38714).abs() < 1e-4)
    };
    assert!(points(&import).iter().all(near), "{:?}", points(&import));
}

#[test]
fn columns_of_coordinates_are_known_by_every_usual_name() {
    let import = case("x-lon-y-lat.csv");
    assert_eq!(points(&import), [Some((-34.75, 143.25)), Some((-34.85, 143.35))]);
    for header in
        ["coord_y,coord_x", "decimalLatitude,decimalLongitude", "Широта,Долгота", "GPS Lat,GPS Long", "POINT_Y,POINT_X"]
    {
        let import = table(&format!("id,date,title,{header}\n1,2031-05-01,a,-34.75,143.25\n"));
        assert_eq!(points(&import), [Some((-34.75, 143.25))], "{header}");
    }
}

#[test]
fn a_column_known_by_its_name_is_read_as_far_as_it_can_be() {
    let text = "id,date,title,latitude,longitude,killed\n1,2031-05-01,a,48.01,37.25,3\n2,2031-05-02,b,near the mill,by the ford,few\n\
        3,2031-05-03,c,same,same,many\n4,2031-05-04,d,x,y,z\n";
    let import = table(text);
    assert_eq!(points(&import), [Some((48.01, 37.25)), None, None, None]);
    assert_eq!(figures(&import)[0], [exact(3.0, "killed")]);
    assert!(
        has_reason(&import, "`near the mill`, `by the ford` are not coordinates")
            && has_reason(&import, "`few` is not an amount")
    );
    let columns = import.reading.columns.expect("columns");
    assert_eq!(columns.label(5), "6 of 6 columns used");
    let import = table("id,date,title,colour,weight\n1,2031-05-01,a,red,heavy\n");
    assert_eq!(
        import.reading.columns.map(|columns| columns.label(1)).as_deref(),
        Some("3 of 5 columns used; not used: colour and 1 more")
    );
}

#[test]
fn a_point_far_outside_the_country_that_is_named_is_reported() {
    let text = "id,date,title,country,coordinates\n1,2031-05-01,a,Ukraine,\"37.25, 48.01\"\n2,2031-05-02,b,Ukraine,\"48.01, 37.25\"\n\
        3,2031-05-03,c,Sudmark,\"1.5, 2.5\"\n";
    let import = table(text);
    let suspect: Vec<(Option<usize>, String)> = import
        .issues
        .iter()
        .filter(|issue| issue.reason().contains("far outside"))
        .map(|issue| (issue.line(), issue.reason()))
        .collect();
    let reason = "37.25, 48.01 is far outside `Ukraine`, which the record names; latitude and longitude may be swapped";
    assert_eq!(suspect, [(Some(2), reason.to_owned())]);
    let import = table("id,date,title,lat,lon\n1,2031-05-01,a,143.25,-34.75\n");
    assert_eq!(points(&import), [None]);
    assert!(has_reason(&import, "143.25, -34.75 is not a point on the globe; latitude and longitude may be swapped"));
}

// Places.

#[test]
fn codes_beside_the_names_of_towns_are_no_places() {
    let import = case("aid-worker-incidents.csv");
    assert_eq!(
        places(&import),
        [
            ("Lower Ford".to_owned(), Some((12.5, 33.25))),
            ("High Ford".to_owned(), Some((12.6, 33.35))),
            ("West".to_owned(), None),
        ]
    );
    assert_eq!(
        figures(&import)[0],
        [
            exact(1.0, "Nationals killed"),
            exact(1.0, "Total killed"),
            exact(2.0, "Total wounded"),
            exact(0.0, "Total kidnapped"),
            exact(3.0, "Total affected"),
        ]
    );
    let import =
        table("id,date,summary,place,town,province\n1,2031-05-01,a,IN,Lower Ford,East\n2,2031-05-02,b,OUT,,West\n");
    assert_eq!(names(&import), ["Lower Ford", "West"]);
}

#[test]
fn words_beside_numbers_and_sentences_are_the_places() {
    let import = case("terrorism-database.csv");
    assert_eq!(
        places(&import),
        [
            ("Lower Ford".to_owned(), Some((12.5, 33.25))),
            ("High Ford".to_owned(), Some((12.6, 33.35))),
            ("East".to_owned(), None),
        ]
    );
    assert_eq!(
        figures(&import),
        [
            vec![exact(4.0, "killed"), exact(0.0, "nkillter")],
            vec![exact(3.0, "wounded")],
            vec![exact(1.0, "killed"), exact(0.0, "nkillter"), exact(0.0, "wounded")],
        ]
    );
    assert_eq!(
        sources(&import),
        [
            vec![said("Daily Courier", "2 May 2031"), said("Wire Agency", "1 May 2031")],
            vec![said("Daily Courier", "9 May 2031")],
            vec![said("Wire Agency", "3 May 2031")],
        ]
    );
    let reports: Vec<&str> = import.dataset.report_ids().map(|id| import.dataset.report(id).title).collect();
    assert_eq!(reports, ["Bomb hits market", "Blast kills four", "Checkpoint attacked", "Mine kills one"]);
    assert!(has_reason(&import, "`-99` is negative, which stands for a number that is not known"));
    let text = "id,date,title,country,country_name,location,city\n1,2031-05-01,a,404,Sudmark,About five km north of the old mill,Lower Ford\n";
    let place = import_note(&table(text));
    assert_eq!(place, ("Lower Ford".to_owned(), Some("Sudmark".to_owned())));
}

/// The name and the note of the place of the first event.
fn import_note(import: &Import) -> (String, Option<String>) {
    let dataset = &import.dataset;
    let event = dataset.event(dataset.event_ids().next().expect("an event"));
    let place = dataset.place(event.place.expect("a place"));
    (place.name.to_owned(), place.note.map(str::to_owned))
}

#[test]
fn an_area_is_called_by_its_name_and_not_by_what_it_was_part_of() {
    let import = case("area-with-many-names.geojson");
    assert_eq!(places(&import), [("Sudmark".to_owned(), Some((12.5, 33.5)))]);
    assert_eq!(titles(&import), ["Sudmark"]);
    let area = |properties: &str| {
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":\
             {{\"type\":\"Polygon\",\"coordinates\":[[[33,12],[34,12],[34,13],[33,12]]]}}}}]}}"
        )
    };
    for properties in [
        r#"{"formerly":"Old Marks","NAME_EN":"Sudmark"}"#,
        r#"{"partof":"Union of the Old Marks","shapeName":"Sudmark","shapeISO":"SMK"}"#,
        r#"{"previous_owner":"Old Marks","name":"Sudmark","name_local":"Suedmark"}"#,
    ] {
        assert_eq!(names(&read("a.geojson", &area(properties))), ["Sudmark"], "{properties}");
    }
}

#[test]
fn words_for_nothing_are_no_places_sources_or_figures() {
    let import = case("words-for-nothing.csv");
    let ford = ("Lower Ford".to_owned(), Some((12.5, 33.25)));
    let none = (String::new(), None);
    assert_eq!(
        places(&import),
        [none.clone(), none.clone(), none.clone(), none.clone(), none, ford.clone(), ford.clone(), ford,]
    );
    let three = vec![exact(3.0, "killed")];
    assert_eq!(figures(&import), [vec![], vec![], vec![], vec![], vec![], three.clone(), three.clone(), three]);
    let sources: Vec<String> = sources(&import).concat().into_iter().map(|(name, _)| name).collect();
    assert_eq!(sources, ["Daily Courier", "Daily Courier", "Daily Courier"]);
    for nothing in
        ["немає даних", "Неизвестно", "non précisé", "sin datos", "غير معروف", "keine Angabe", "(null)", "N/K", "--"]
    {
        let import =
            table(&format!("id,date,description,place,source,killed\n1,2031-05-01,x,{nothing},{nothing},{nothing}\n"));
        assert_eq!((names(&import), figures(&import)), (vec![String::new()], vec![vec![]]), "{nothing}");
        assert_eq!(import.dataset.sources().len(), 0, "{nothing}");
    }
}

// Numbers.

#[test]
fn numbers_follow_the_convention_of_their_table() {
    let import = case("decimal-comma-thousands-dot.csv");
    assert_eq!(points(&import), [Some((48.0083, 37.25)), Some((48.1083, 37.35)), Some((48.2083, 37.45))]);
    let killed = figures(&import);
    assert_eq!(killed, [[exact(1200.0, "killed")], [exact(12.0, "killed")], [exact(2500.0, "killed")]]);
    let text =
        "id;datum;title;lat;lon;tote\n1;01.05.2031;a;48,01;37,25;1.234.567\n2;02.05.2031;b;48,11;37,35;rund 1.200\n";
    let import = table(text);
    assert_eq!(figures(&import), [[exact(1_234_567.0, "tote")], [exact(1200.0, "tote")]]);
    let text = "id,date,title,lat,lon,killed,wounded\n1,2031-05-01,a,48.01,37.25,\"1,200\",1 300\n2,2031-05-02,b,48.1,37.3,1'400,2.5\n";
    let import = table(text);
    assert_eq!(figures(&import)[0], [exact(1200.0, "killed"), exact(1300.0, "wounded")]);
    assert_eq!(figures(&import)[1], [exact(1400.0, "killed")]);
    assert!(has_reason(&import, "`2.5` is not a whole number"));
}

#[test]
fn running_totals_are_known_by_their_names() {
    let import = case("cumulative-nested.json");
    let day = |daily, verified, all| {
        vec![exact(daily, "verified killed"), running(verified, "verified killed"), running(all, "killed")]
    };
    assert_eq!(figures(&import), [day(6.0, 6.0, 3.0), day(8.0, 14.0, 13.0), day(4.0, 18.0, 15.0)]);
    let import = case("cumulative-by-name.json");
    let day =
        |daily, killed, injured| vec![exact(daily, "killed"), running(killed, "killed"), running(injured, "injured")];
    assert_eq!(
        figures(&import),
        [day(5.0, 5.0, 10.0), day(0.0, 5.0, 12.0), day(12.0, 17.0, 30.0), day(3.0, 20.0, 31.0)]
    );
    let by: Vec<String> = sources(&import).concat().into_iter().map(|(name, _)| name).collect();
    assert_eq!(by, ["ministry", "media office", "ministry", "ministry"]);
    let import = table("date,deaths,deaths to date,Injured (cumulative)\n2031-05-01,2,7,9\n2031-05-02,1,8,9\n");
    assert_eq!(figures(&import)[1], [exact(1.0, "deaths"), running(9.0, "injured"), running(8.0, "deaths")]);
}

#[test]
fn counts_that_never_fall_over_the_days_of_a_place_are_running_totals() {
    let mut text = "date,place,killed,new\n".to_owned();
    for day in 1..=6 {
        text += &format!("2031-05-0{day},Lower Ford,{},{}\n", 10 + 2 * day, day % 3);
        text += &format!("2031-05-0{day},High Ford,{},{}\n", 3 + day / 2, 2 - day % 3);
    }
    let import = table(&text);
    let first = figures(&import);
    assert!(
        first.iter().all(|figures| figures.iter().any(|(.., unit, cumulative)| unit == "killed" && *cumulative)),
        "{first:?}"
    );
    // Numbers of single days fall.
    let falling: String = (1..=9).map(|day| format!("2031-05-0{day},Lower Ford,{}\n", [3, 1, 4][day % 3])).collect();
    let import = table(&format!("date,place,killed\n{falling}2031-05-10,Lower Ford,9\n"));
    assert!(figures(&import).concat().iter().all(|(.., cumulative)| !cumulative));
}

#[test]
fn bounds_and_best_estimates_are_one_figure() {
    let import = case("older-estimates.csv");
    assert_eq!(import.reading.format, "UCDP GED events");
    let of_deaths = figures(&import).concat();
    assert_eq!(of_deaths[0], between(5.0, 7.0, "deaths"));
    let words: Vec<Option<String>> = import
        .dataset
        .statement_ids()
        .flat_map(|id| {
            import.dataset.statement(id).figures.iter().map(|f| f.words.map(str::to_owned)).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(words[0].as_deref(), Some("best estimate 5"));
    let import = table("id,date,title,fatalities_best,fatalities_high,fatalities_low\n1,2031-05-01,a,5,9,3\n");
    assert_eq!(figures(&import), [[between(3.0, 9.0, "fatalities")]]);
    let text = "id,date,title,killed_min,killed_max,wounded_min,wounded_max\n1,2031-05-01,a,1,2,30,40\n2,2031-05-02,b,5,3,-9,7\n";
    let import = table(text);
    assert_eq!(figures(&import)[0], [between(1.0, 2.0, "killed"), between(30.0, 40.0, "wounded")]);
    assert_eq!(figures(&import)[1], [(None, Some(7.0), "wounded".to_owned(), false)]);
    assert!(has_reason(&import, "the low value is greater than the high value"));
    let import = table(
        "id,date,title,killed\n1,2031-05-01,a,12 to 15\n2,2031-05-02,b,12-15\n3,2031-05-03,c,от 12 до 15\n4,2031-05-04,d,au moins 12\n",
    );
    assert_eq!(
        figures(&import)[..3],
        [[between(12.0, 15.0, "killed")], [between(12.0, 15.0, "killed")], [between(12.0, 15.0, "killed")]]
    );
    assert_eq!(figures(&import)[3], [(Some(12.0), None, "killed".to_owned(), false)]);
}

#[test]
fn a_least_and_a_most_with_sources_of_a_day_are_read_apart() {
    let import = case("body-count-incidents.csv");
    assert_eq!(figures(&import), [[between(1.0, 1.0, "amount")], [between(12.0, 15.0, "amount")]]);
    assert_eq!(
        sources(&import),
        [
            vec![said("AP", "2 May 2031"), said("REU", "2 May 2031")],
            vec![said("AFP", "15 May 2031"), said("Voice of Ford", "16 May 2031")],
        ]
    );
    assert_eq!(names(&import), ["Lower Ford, East", "High Ford, East"]);
    let import =
        table("id,date,title,sources\n1,2031-05-01,a,\"Daily Courier, 2 May; Channel 4; Wire Agency (3 May 2031)\"\n");
    assert_eq!(
        sources(&import),
        [[said("Daily Courier", "2 May 2031"), said("Channel 4", ""), said("Wire Agency", "3 May 2031")]]
    );
}

#[test]
fn sums_of_weeks_are_figures_around_the_middle_of_their_province() {
    let import = case("weekly-aggregates.csv");
    assert_eq!(points(&import), [Some((12.5, 33.25)), Some((12.7, 32.25)), Some((12.5, 33.25))]);
    let radii: Vec<Option<f64>> = import
        .dataset
        .event_ids()
        .map(|id| import.dataset.event(id).place.and_then(|place| import.dataset.place(place).radius_km))
        .collect();
    assert_eq!(radii, [Some(120.0); 3]);
    let sums = |deaths, events| vec![exact(deaths, "FATALITIES"), exact(events, "EVENTS")];
    assert_eq!(figures(&import), [sums(12.0, 3.0), sums(0.0, 1.0), sums(4.0, 7.0)]);
    assert_eq!(names(&import), ["East", "West", "East"]);
}

// Rows.

#[test]
fn rows_of_totals_are_set_aside() {
    let import = case("total-row.csv");
    assert_eq!(titles(&import), ["Bridge shelled", "Convoy stopped", "Mill burnt"]);
    assert_eq!(rejected(&import), [(5, "the row is a total of the records above".to_owned())]);
    for last in ["Итого,,,,7,4", ",,,Разом:,7,4", ",,Summe,,7,4", "Grand Total,,,,7,4", ",,,,7,4"] {
        let text =
            format!("No,Date,Place,Title,Killed,Injured\n1,2031-05-01,Ford,a,2,3\n2,2031-05-02,Mill,b,5,1\n{last}\n");
        let import = table(&text);
        assert_eq!((titles(&import).len(), rejected(&import).len()), (2, 1), "{last}");
    }
    let text = r#"[{"date":"2031-05-01","place":"Lower Ford","killed":2},{"date":"2031-05-02","place":"High Ford","killed":5},{"place":"Total","killed":7}]"#;
    let import = read("a.json", text);
    assert_eq!((import.reading.records.read, import.reading.records.rejected), (2, 1));
}

#[test]
fn headers_that_stand_again_comments_and_blank_rows_are_no_records() {
    let import = case("header-repeated.csv");
    assert_eq!(titles(&import), ["Bridge shelled", "Convoy stopped", "Bridge repaired"]);
    assert_eq!(rejected(&import), [(4, "the row repeats the names of the columns".to_owned())]);
    let text =
        "id,date,title\n1,2031-05-01,a\n# page 2\nID,Date,Title\n2,2031-05-02,b\n,,\n3,2031-05-03,c\n// end of file\n";
    let import = table(text);
    assert_eq!(titles(&import), ["a", "b", "c"]);
    assert_eq!(rejected(&import).len(), 1);
    assert!(
        has_reason(&import, "blank rows skipped: 1")
            && has_reason(&import, "lines of comments skipped: 2 (`# page 2`)")
    );
    let text = "Nr,Where,What\n,,\n#event+id,#loc+name,#event+name\n1,Lower Ford,a\n";
    assert_eq!((names(&table(text)), titles(&table(text))), (vec!["Lower Ford".to_owned()], vec!["a".to_owned()]));
}

#[test]
fn names_of_columns_stand_below_their_groups() {
    let import = case("two-header-rows.xlsx");
    assert_eq!(titles(&import), ["Shelling 1", "Shelling 2", "Shelling 3"]);
    assert_eq!(points(&import), [Some((48.01, 37.21)), Some((48.02, 37.22)), Some((48.03, 37.23))]);
    assert_eq!(figures(&import)[2], [exact(3.0, "killed"), exact(6.0, "injured")]);
    assert_eq!(sources(&import)[0], [said("Daily Courier", "")]);
    assert!(has_reason(&import, "the names of the columns are in line 2, below their groups in line 1"));
    let text = "Incident,,,Reported,,Verified,\nid,date,title,killed,wounded,killed,wounded\n1,2031-05-01,a,5,6,3,4\n2,2031-05-02,b,7,8,5,6\n";
    let import = table(text);
    assert_eq!(
        figures(&import)[0],
        [
            exact(5.0, "Reported killed"),
            exact(6.0, "Reported wounded"),
            exact(3.0, "Verified killed"),
            exact(4.0, "Verified wounded"),
        ]
    );
}

#[test]
fn records_that_lack_their_last_cell_are_read() {
    let import = case("semicolons-ragged.csv");
    assert_eq!((import.reading.records.read, import.reading.records.rejected), (6, 0));
    assert_eq!(import.reading.separator, Some(';'));
    assert_eq!(names(&import), ["Lower Ford", "Lower Ford", "High Ford", "High Ford", "Old Mill", "Old Mill"]);
    let killed: Vec<f64> = figures(&import).concat().into_iter().filter_map(|(low, ..)| low).collect();
    assert_eq!(killed, [2.0, 0.0, 1.0, 4.0, 0.0, 3.0]);
    let text =
        "id|date|place|title|status\n1|May 1, 2031|Ford|a, b|x\n2|May 2, 2031|Mill|c, d\n3|May 3, 2031|Mill|e, f\n";
    let import = table(text);
    assert_eq!((import.reading.records.read, import.reading.separator), (3, Some('|')));
    assert!(has_reason(&import, "the record has 4 of 5 cells; those missing at its end are taken as unknown"));
}

#[test]
fn a_nul_byte_is_shown_and_reported() {
    let import = case("nul-byte.csv");
    assert_eq!(names(&import), ["Lower Ford", "High\u{fffd}Ford"]);
    assert!(has_reason(&import, "the text has NUL bytes: 1, the first in line 3"));
    let import = read(
        "a.json",
        "[{\"id\":1,\"date\":\"2031-05-01\",\"title\":\"a\"},\n{\"id\":2,\"date\":\"2031-05-02\",\"title\":\"b\"}]\n\0\0\0\0",
    );
    assert_eq!(titles(&import), ["a", "b"]);
    assert!(has_reason(&import, "NUL bytes at the end of the file were skipped: 4"));
}

#[test]
fn a_backslash_before_a_quotation_mark_belongs_to_it() {
    let import = case("backslash-quotes.csv");
    assert_eq!((import.reading.records.read, import.reading.records.rejected), (3, 0));
    assert_eq!(names(&import), ["Lower Ford", "High Ford", "Old Mill"]);
    assert_eq!(
        titles(&import)[..2],
        ["The governor said: \"We hold the bridge\", and left", "Convoy stopped, nobody hurt"]
    );
    assert_eq!(sources(&import), [vec![said("Daily Courier", "")], vec![said("Wire Agency", "")], vec![]]);
    let import =
        table("id;date;text\n1;2031-05-01;\"He said \\\"no\\\"; then he left\"\n2;2031-05-02;\"a \"\"b\"\" c\"\n");
    assert_eq!(titles(&import), ["He said \"no\"; then he left", "a \"b\" c"]);
}

#[test]
fn what_is_clear_opens_at_once_and_what_is_not_asks() {
    let outcome = |name: &str| {
        let path = in_package("tests/fixtures/cases").join(name);
        load_or_ask(&path, &ReadOptions::default(), &[], &Progress::default()).expect("read")
    };
    for name in [
        "longitude-first-by-name.csv",
        "geojson-point-in-a-field.json",
        "x-lon-y-lat.csv",
        "total-row.csv",
        "two-header-rows.xlsx",
    ] {
        assert!(matches!(outcome(name), LoadOutcome::Read(_)), "{name}");
    }
    assert!(matches!(outcome("latitude-bar-longitude.csv"), LoadOutcome::Asks(_)));
    let position = ColumnMapping::new("Geolocation", Field::Position);
    assert_eq!(position.coordinate_order, None);
}

#[test]
fn points_at_sea_are_reported_and_swapped_ones_are_said_to_be_so() {
    let import = table("title,latitude,longitude\nRaid,48.01,37.25\nFire,37.25,-48.01\nFlood,-8,-30\n");
    assert!(has_reason(&import, "37.25, -48.01 lies at sea, far from any coast"));
    let reasons: Vec<String> = import.issues.iter().map(|issue| issue.reason()).collect();
    assert_eq!(reasons.iter().filter(|reason| reason.contains("at sea")).count(), 2, "{reasons:?}");
    let import = table("title,latitude,longitude\nRaid,5,52\nFire,2,-20\n");
    assert!(has_reason(&import, "5, 52 lies at sea, far from any coast; latitude and longitude may be swapped"));
    assert!(has_reason(&import, "2, -20 lies at sea, far from any coast"));
}
