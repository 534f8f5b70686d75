//! Further inputs of the kinds of which the cases are instances: each reads as what it says.

use std::path::Path;

use counterclaim_io::cell::time_text;
use counterclaim_io::import_report::ReadOptions;
use counterclaim_io::load::{Import, load_bytes_with};
use counterclaim_model::{Figure, Stance};

fn read(name: &str, text: &str) -> Import {
    load_bytes_with(text.as_bytes(), Path::new(name), &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// Title, place and time of each event, empty where unknown.
fn events(import: &Import) -> Vec<[String; 3]> {
    let dataset = &import.dataset;
    let of = |id| {
        let event = dataset.event(id);
        let place = event.place.map_or_else(String::new, |at| dataset.place(at).name.to_owned());
        let time = event.time.map_or_else(String::new, |span| time_text::format(span, 0));
        [event.title.to_owned(), place, time]
    };
    dataset.event_ids().map(of).collect()
}

/// Speaker, stance and day of each statement, those of the table's own figures left out.
fn said(import: &Import) -> Vec<(&str, Stance, String)> {
    let dataset = &import.dataset;
    let all = dataset.statement_ids().map(|id| dataset.statement(id));
    all.filter(|said| said.figures.is_empty())
        .map(|said| {
            let day = said.stated_at.map_or_else(String::new, |span| time_text::format(span, 0));
            (dataset.source(said.speaker).name, said.stance, day)
        })
        .collect()
}

/// Publisher and address of each report.
fn reports(import: &Import) -> Vec<(&str, &str)> {
    let dataset = &import.dataset;
    let of = |id| {
        let report = dataset.report(id);
        (report.publisher.map_or("", |at| dataset.source(at).name), report.url.unwrap_or_default())
    };
    dataset.report_ids().map(of).collect()
}

fn event(title: &str, place: &str, time: &str) -> [String; 3] {
    [title, place, time].map(str::to_owned)
}

#[test]
fn names_of_columns_are_known_in_other_languages() {
    let ukrainian = "подія,місце,дата,джерело,загинуло\nПожежа,Верхній Брід,13.05.2031,Вісник,2\n";
    let spanish = "fecha;lugar;descripción;fuente;muertos\n13/05/2031;Vado Bajo;Puente bombardeado;El Correo;1.200\n";
    let german = "Datum;Ort;Titel;Quelle;Tote\n13.05.2031;Niederfurt;Brücke beschossen;Der Bote;1.200\n";
    let arabic = "التاريخ,المكان,العنوان,المصدر,القتلى\n2031-05-13,المخاضة,حريق,البريد,0\n";
    for (text, title, place, source) in [
        (ukrainian, "Пожежа", "Верхній Брід", "Вісник"),
        (spanish, "Puente bombardeado", "Vado Bajo", "El Correo"),
        (german, "Brücke beschossen", "Niederfurt", "Der Bote"),
        (arabic, "حريق", "المخاضة", "البريد"),
    ] {
        let import = read("made.csv", text);
        assert_eq!(events(&import), [event(title, place, "2031-05-13")]);
        assert_eq!(said(&import).iter().map(|(name, ..)| *name).collect::<Vec<_>>(), [source]);
    }
}

#[test]
fn events_of_one_name_at_other_places_or_on_other_days_are_others() {
    let text = "event,place,date,source\nShelling,Lower Ford,2031-05-01,A\nShelling,Lower Ford,2031-05-02,A\n\
                Shelling,High Ford,2031-05-01,B\nShelling,High Ford,2031-05-01,C\n";
    let import = read("made.csv", text);
    let expected = [
        event("Shelling", "Lower Ford", "2031-05-01"),
        event("Shelling", "Lower Ford", "2031-05-02"),
        event("Shelling", "High Ford", "2031-05-01"),
    ];
    assert_eq!(events(&import), expected);
    assert_eq!(import.dataset.statement_ids().count(), 4);
}

#[test]
fn a_column_of_time_zones_says_when_it_was() {
    let text = "title,date,time,timezone\nRaid,2031-05-13,23:30,America/New_York\nFire,2031-05-14,10:00,Europe/Kyiv\n\
                Frost,2031-01-14,10:00,Europe/Kyiv\nFlood,2031-05-15,09:00,UTC+3\nStorm,2031-05-15,09:00,nowhere\n";
    let import = read("made.csv", text);
    let times: Vec<String> = events(&import).into_iter().map(|[.., time]| time).collect();
    let expected = [
        "2031-05-13T23:30-04:00",
        "2031-05-14T10:00+03:00",
        "2031-01-14T10:00+02:00",
        "2031-05-15T09:00+03:00",
        "2031-05-15T09:00",
    ];
    assert_eq!(times, expected);
    assert!(import.issues.iter().any(|issue| issue.to_string().contains("`nowhere` is not a time zone")));
}

#[test]
fn verdicts_of_several_desks_are_on_one_claim_each_with_its_day() {
    let text = "claim,claimant,rating,fact checker,review date,claim date\n\
                The bridge fell,North Ministry,False,Desk A,2031-05-05,2031-05-01\n\
                The bridge fell,North Ministry,Mostly false,Desk B,2031-05-06,2031-05-01\n";
    let import = read("made.csv", text);
    assert_eq!(import.dataset.claim_ids().count(), 1);
    assert_eq!(events(&import), [event("The bridge fell", "", "")]);
    let told = said(&import);
    assert!(told.contains(&("Desk A", Stance::Denies, "2031-05-05".to_owned())), "{told:?}");
    assert!(told.contains(&("Desk B", Stance::Unstated, "2031-05-06".to_owned())), "{told:?}");
}

#[test]
fn lettered_columns_and_objects_of_sources_belong_together() {
    let text = "title,place,Source A,URL A,Source B,URL B\n\
                Raid,Lower Ford,Courier,https://courier.example/1,Gazette,https://gazette.example/1\n\
                Fire,High Ford,,https://wire.example/2,Gazette,\n";
    let objects = r#"[{"title":"Raid","sources":[{"publisher":"Courier","link":"https://courier.example/1"},
        {"publisher":"Gazette","link":"https://gazette.example/1"}]},
        {"title":"Fire","sources":[{"link":"https://wire.example/2"},{"publisher":"Gazette"}]}]"#;
    for (name, text) in [("made.csv", text), ("made.json", objects)] {
        let import = read(name, text);
        assert_eq!(
            reports(&import),
            [
                ("Courier", "https://courier.example/1"),
                ("Gazette", "https://gazette.example/1"),
                ("wire.example", "https://wire.example/2"),
            ]
        );
        let names: Vec<&str> = said(&import).iter().map(|(name, ..)| *name).collect();
        assert_eq!(names, ["Courier", "Gazette", "wire.example", "Gazette"]);
    }
}

#[test]
fn days_behind_sources_are_read_where_their_order_is_clear() {
    let text = "id,date,place,sources\n1,2031-05-02,Lower Ford,\"AP 03/05, REU 02/05\"\n\
                2,2031-06-14,High Ford,\"AFP (15 Jun), AP (14.06)\"\n";
    let import = read("made.csv", text);
    let day = |day: &str| day.to_owned();
    let expected = [
        ("AP", Stance::Unstated, day("")),
        ("REU", Stance::Unstated, day("")),
        ("AFP", Stance::Unstated, day("2031-06-15")),
        ("AP", Stance::Unstated, day("2031-06-14")),
    ];
    assert_eq!(said(&import), expected);
    let notes = import.dataset.statement_ids().filter_map(|id| import.dataset.statement(id).note);
    assert_eq!(notes.collect::<Vec<_>>(), ["date in the file: 03/05", "date in the file: 02/05"]);
}

#[test]
fn a_total_that_grows_by_the_number_beside_it_is_a_running_total() {
    let text = "date,killed,total killed\n2031-05-01,2,2\n2031-05-02,5,7\n2031-05-03,1,8\n2031-05-04,0,8\n";
    let import = read("made.csv", text);
    let figures: Vec<(String, bool)> = import
        .dataset
        .statement_ids()
        .flat_map(|id| import.dataset.statement(id).figures.iter().collect::<Vec<_>>())
        .map(|figure: Figure<'_>| (figure.unit.to_owned(), figure.cumulative))
        .collect();
    assert!(figures.iter().all(|(unit, is_cumulative)| *is_cumulative == (unit == "total killed")), "{figures:?}");
    assert_eq!(figures.len(), 8);
}

#[test]
fn totals_of_some_records_are_no_records() {
    let text = "region,place,date,killed\nNorth,Lower Ford,2031-05-01,2\nNorth,High Ford,2031-05-02,3\n\
                Subtotal North,,,5\nSouth,Old Mill,2031-05-02,1\nSouth Total,,,1\nGrand Total,,,6\n";
    let import = read("made.csv", text);
    assert_eq!((import.reading.records.read, import.reading.records.rejected), (3, 3));
    // A place may be called so.
    let text = "place,date,killed\nTotal Creek,2031-05-01,2\nHigh Ford,2031-05-02,3\nTotal Creek,2031-05-03,\n";
    assert_eq!(read("made.csv", text).reading.records.rejected, 0);
}

#[test]
fn json_within_a_call_is_read() {
    let text = "/**/callback([{\"title\":\"Raid\",\"lat\":48.01,\"lon\":37.25,\"date\":\"2031-05-01\"}]);";
    assert_eq!(events(&read("made.js", text))[0][0], "Raid");
}

#[test]
fn eastings_and_northings_have_their_place() {
    let text = "title,date,easting,northing,zone\nRaid,2031-05-01,667755,5319632,36N\n";
    let import = read("made.csv", text);
    let position = import.dataset.place_ids().find_map(|id| import.dataset.place(id).position).expect("a position");
    // Geodesic software gives 48.00795 N, 35.24927 E for this point of UTM zone 36 N.
    assert!((position.lat_deg - 48.00795).abs() < 1e-4 && (position.lon_deg - 35.24927).abs() < 1e-4, "{position:?}");
    assert!(import.reading.columns.is_some_and(|columns| columns.unused.is_empty()));
}

#[test]
fn phrases_of_stances_are_read() {
    let text = "claim,source,stance,date\nThe bridge fell,North Ministry,claims,2031-05-01\n\
                The bridge fell,Courier,could not independently verify,2031-05-01\n\
                The bridge fell,South Ministry,\"denied, calling it false\",2031-05-02\n\
                The bridge fell,Monitor,has not been confirmed,2031-05-02\n\
                The bridge fell,Blog,neither confirmed nor denied,2031-05-02\n\
                The bridge fell,Desk,would not comment,2031-05-02\n";
    let import = read("made.csv", text);
    let stances: Vec<Stance> = said(&import).into_iter().map(|(_, stance, _)| stance).collect();
    let expected = [
        Stance::Supports,
        Stance::CannotVerify,
        Stance::Denies,
        Stance::CannotVerify,
        Stance::Unstated,
        Stance::NoComment,
    ];
    assert_eq!(stances, expected);
}

#[test]
fn what_is_made_of_counts_is_no_count() {
    let text = "id,date,place,casualties,log_casualties,mean_deaths\n1,2031-05-01,Lower Ford,10,2.302585,1.1\n\
                2,2031-05-02,High Ford,3,1.098612,0.7\n";
    let import = read("made.csv", text);
    let units: Vec<&str> = import
        .dataset
        .statement_ids()
        .flat_map(|id| import.dataset.statement(id).figures.iter().collect::<Vec<_>>())
        .map(|figure: Figure<'_>| figure.unit)
        .collect();
    assert_eq!(units, ["casualties", "casualties"]);
    assert_eq!(import.reading.columns.expect("columns").unused, ["log_casualties", "mean_deaths"]);
}

#[test]
fn names_with_brackets_are_known_and_articles_beside_pictures_are_reports() {
    let text = "Date of incident (month/day/year),Location of incident (city),State,Link to news article or photo,Name\n\
                5/13/2031,Lower Ford,West,https://courier.example/1,Raid\n";
    let import = read("made.csv", text);
    assert_eq!(events(&import), [event("Raid", "Lower Ford", "2031-05-13")]);
    assert_eq!(reports(&import), [("courier.example", "https://courier.example/1")]);
}

#[test]
fn tags_count_also_with_a_word_beside_them() {
    let text = "Date,Place,Killed,Note\n#date,#loc+name,#affected+killed,see notes\n2031-05-01,Lower Ford,2,a\n";
    let import = read("made.csv", text);
    assert_eq!(events(&import), [event("Lower Ford", "Lower Ford", "2031-05-01")]);
}

#[test]
fn headlines_are_reports_also_where_nobody_is_named() {
    let text = "headline,published,text\nBridge shelled,2031-05-01,The ministry says the bridge was shelled.\n";
    let import = read("made.csv", text);
    assert_eq!(events(&import), [event("Bridge shelled", "", "")]);
    let dataset = &import.dataset;
    let titles: Vec<&str> = dataset.report_ids().map(|id| dataset.report(id).title).collect();
    assert_eq!(titles, ["Bridge shelled"]);
    assert_eq!(said(&import).len(), 1);
}
